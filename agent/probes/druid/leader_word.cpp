#include "probes/druid/leader_word.hpp"

#include "base/endpoint.hpp"
#include "probes/answer_text.hpp"
#include "probes/druid/permission.hpp"

namespace druidwatch::probes::druid {

Result<cluster::LeaderWord> parse_leader_word(int status, std::string_view body) {
    if (status != 200)
        return std::unexpected(failure_of_answer(status, body, Permission::state_read));
    const auto url = trimmed(body);
    if (url.empty()) return cluster::LeaderWord{};
    if (!endpoint_of_url(url)) return std::unexpected(unreadable(body));
    return cluster::LeaderWord{excerpt(url)};
}

}  // namespace druidwatch::probes::druid
