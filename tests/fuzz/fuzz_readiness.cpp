#include "fuzz/target.hpp"
#include "probes/druid/readiness.hpp"
#include "probes/druid/select_one.hpp"

namespace druidwatch::fuzz {

void examine(std::string_view bytes) {
    using namespace probes::druid;
    for (const int status : http_statuses) {
        parsed([&] { return parse_readiness(status, bytes); }, http_failures);
        const auto healthy = parsed([&] { return parse_health(status, bytes); }, http_failures);
        const auto one = parsed([&] { return parse_select_one(status, bytes); }, http_failures);
        require((!healthy && !one) || status == 200);
    }
}

}  // namespace druidwatch::fuzz
