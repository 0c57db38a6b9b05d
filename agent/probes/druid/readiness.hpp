#pragma once

#include <string_view>

#include "base/result.hpp"

namespace druidwatch::probes::druid {

inline constexpr std::string_view readiness_path = "/druid/broker/v1/readiness";
inline constexpr std::string_view health_path = "/status/health";

/// A Broker's readiness, directly or through a balancer: 200, or 503 for not (or for no Broker).
Result<bool> parse_readiness(int status, std::string_view body);

/// `/status/health`: 200 and `true` whenever the process serves at all.
Result<bool> parse_health(int status, std::string_view body);

}  // namespace druidwatch::probes::druid
