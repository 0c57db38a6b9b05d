#include "exporters/web/remedies.hpp"

namespace druidwatch::exporters {
namespace {

std::string_view permission(std::string_view tier) {
    if (tier == "zookeeper") {
        return "Allow the word in 4lw.commands.whitelist of this member, or configure its "
               "AdminServer under admin.";
    }
    if (tier == "metadata") return "Grant the monitoring role what docs/databases.md names.";
    return "Give the monitoring user the permissions that docs/druid.md names.";
}

std::string_view credentials(std::string_view tier) {
    if (tier == "zookeeper") return "Check digest in the configuration of this cluster.";
    if (tier == "metadata") return "Check user and password_file of metadata_store.";
    return "Check basic_auth of druid: its user name and password_file.";
}

}  // namespace

std::string_view remedy(std::string_view tier, Reason reason) {
    switch (reason) {
        case Reason::not_allowed:
            return permission(tier);
        case Reason::authentication:
            return credentials(tier);
        case Reason::tls:
            return "Check tls of this tier: ca_file must have signed the server's certificate, and "
                   "cert_file must be one that it accepts.";
        case Reason::unreachable:
            return "Check that the name resolves and that a route leads there from this agent.";
        default:
            return {};
    }
}

}  // namespace druidwatch::exporters
