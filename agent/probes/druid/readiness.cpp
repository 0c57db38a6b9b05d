#include "probes/druid/readiness.hpp"

#include "probes/answer_text.hpp"
#include "probes/druid/permission.hpp"

namespace druidwatch::probes::druid {

Result<bool> parse_readiness(int status, std::string_view body) {
    if (status == 200) return true;
    if (status == 503) return false;
    return std::unexpected(failure_of_answer(status, body, Permission::none));
}

Result<bool> parse_health(int status, std::string_view body) {
    if (status == 200 && trimmed(body) == "true") return true;
    return std::unexpected(failure_of_answer(status, body, Permission::none));
}

}  // namespace druidwatch::probes::druid
