#include "probes/druid/servers_seen.hpp"

#include <boost/json.hpp>

#include "probes/answer_text.hpp"
#include "probes/druid/permission.hpp"
#include "probes/json_fields.hpp"

namespace druidwatch::probes::druid {
namespace {

namespace json = boost::json;

Result<cluster::ServersSeen> read(int status, std::string_view body, std::string_view name,
                                  bool (*counts)(const json::object&)) {
    if (status != 200) {
        return std::unexpected(failure_of_answer(status, body, Permission::state_read));
    }
    json::error_code error;
    const auto document = json::parse(body, error);
    const auto* rows = error ? nullptr : document.if_array();
    if (!rows) return std::unexpected(unreadable(body));

    cluster::ServersSeen seen;
    for (const auto& value : *rows) {
        const auto* row = value.if_object();
        auto server = row ? text_of(*row, name) : std::string{};
        if (server.empty()) return std::unexpected(unreadable(body));
        if (counts(*row)) seen.historicals.push_back(std::move(server));
    }
    std::ranges::sort(seen.historicals);
    const auto repeated = std::ranges::unique(seen.historicals);
    seen.historicals.erase(repeated.begin(), repeated.end());
    return seen;
}

}  // namespace

Result<cluster::ServersSeen> parse_sys_servers(int status, std::string_view body) {
    return read(status, body, "server", [](const json::object&) { return true; });
}

Result<cluster::ServersSeen> parse_coordinator_servers(int status, std::string_view body) {
    return read(status, body, "host",
                [](const json::object& server) { return text_of(server, "type") == "historical"; });
}

}  // namespace druidwatch::probes::druid
