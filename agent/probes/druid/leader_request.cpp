#include "probes/druid/leader_request.hpp"

#include "probes/answer_text.hpp"
#include "probes/druid/permission.hpp"

namespace druidwatch::probes::druid {
namespace {

using Fate = cluster::LeaderRequest::Fate;

constexpr std::size_t longest_location = 512;

// The whole may be megabytes, and what it says is not asked here: only that it is no page of
// whatever else listens there.
bool is_json(std::string_view body) {
    const auto text = trimmed(body);
    return text.starts_with('{') || text.starts_with('[');
}

bool is_location(std::string_view text) {
    return !text.empty() && text.size() <= longest_location &&
           std::ranges::all_of(text, [](char c) { return c > ' ' && c <= '~'; });
}

}  // namespace

Result<cluster::LeaderRequest> parse_leader_request(int status, std::string_view body,
                                                    std::string_view location) {
    switch (status) {
        case 200:
            if (!is_json(body)) return std::unexpected(unreadable(body));
            return cluster::LeaderRequest{Fate::answered, {}};
        case 307:
            if (!is_location(location)) {
                return std::unexpected(unreadable("a redirect without a location"));
            }
            return cluster::LeaderRequest{Fate::redirected, std::string(location)};
        case 503:
            return cluster::LeaderRequest{Fate::nowhere, {}};
        default:
            return std::unexpected(failure_of_answer(status, body, Permission::state_read));
    }
}

}  // namespace druidwatch::probes::druid
