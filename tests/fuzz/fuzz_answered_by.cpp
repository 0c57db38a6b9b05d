#include "base/endpoint.hpp"
#include "fuzz/target.hpp"
#include "probes/balancer/answered_by.hpp"

namespace druidwatch::fuzz {

void examine(std::string_view bytes) {
    for (const int status : http_statuses) {
        const auto answered = parsed(
            [&] { return probes::balancer::parse_answered_by(status, bytes); }, http_failures);
        if (!answered) continue;
        require(parse_endpoint(answered->broker).has_value());
        require_one_line(answered->broker);
    }
}

}  // namespace druidwatch::fuzz
