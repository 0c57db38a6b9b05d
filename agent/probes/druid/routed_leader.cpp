#include "probes/druid/routed_leader.hpp"

#include "probes/druid/is_leader.hpp"
#include "probes/druid/permission.hpp"

namespace druidwatch::probes::druid {

Result<bool> parse_routed_leader(int status, std::string_view body) {
    if (status == 200 && says_leader(body, true)) return true;
    if (status == 404 && says_leader(body, false)) return false;
    // A Router that is merely overloaded says 503, too, but not this.
    if (status == 503 && body.contains("Unable to determine destination")) return false;
    auto failure = failure_of_answer(status, body, Permission::user);
    if (status == 404) {
        failure.reason = Reason::not_allowed;
        failure.answer = "not forwarded: set druid.router.managementProxy.enabled=true";
    }
    return std::unexpected(std::move(failure));
}

}  // namespace druidwatch::probes::druid
