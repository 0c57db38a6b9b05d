#include "probes/druid/cluster_listing.hpp"

#include <boost/json.hpp>

#include "probes/answer_text.hpp"
#include "probes/druid/permission.hpp"
#include "probes/json_fields.hpp"

namespace druidwatch::probes::druid {
namespace {

namespace json = boost::json;

std::string announced_role(std::string_view role) {
    std::string announced;
    for (const char c : excerpt(role)) {
        const bool small = c >= 'a' && c <= 'z';
        if (c >= 'A' && c <= 'Z' && !announced.empty()) announced += '_';
        announced += small ? static_cast<char>(c - 'a' + 'A') : c;
    }
    return announced;
}

std::optional<cluster::Announcement> read_process(const std::string& role,
                                                  const json::value& value) {
    const auto* process = value.if_object();
    if (!process) return {};
    cluster::Announcement read{.role = role,
                               .host = text_of(*process, "host"),
                               .plaintext_port = port_of(*process, "plaintextPort"),
                               .tls_port = port_of(*process, "tlsPort"),
                               .service = text_of(*process, "service")};
    if (read.host.empty()) return {};
    return read;
}

}  // namespace

Result<cluster::Announcements> parse_cluster_listing(int status, std::string_view body) {
    if (status != 200) {
        return std::unexpected(failure_of_answer(status, body, Permission::state_read));
    }
    json::error_code error;
    const auto document = json::parse(body, error);
    const auto* roles = error ? nullptr : document.if_object();
    if (!roles) return std::unexpected(unreadable(body));

    cluster::Announcements listing;
    for (const auto& [name, value] : *roles) {
        const auto* processes = value.if_array();
        if (!processes) return std::unexpected(unreadable(body));
        const auto role = announced_role(name);
        for (const auto& entry : *processes) {
            auto process = read_process(role, entry);
            if (!process) return std::unexpected(unreadable(body));
            listing.processes.push_back(std::move(*process));
        }
    }
    return listing;
}

}  // namespace druidwatch::probes::druid
