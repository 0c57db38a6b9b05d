#pragma once

#include <string_view>

#include "base/result.hpp"
#include "cluster/zookeeper_answers.hpp"

namespace druidwatch::probes::zookeeper {

/// Bytes that an answer may have: `mntr` has some 18 KB, and more with many learners or quotas.
inline constexpr std::size_t mntr_limit = 1 << 20;

/// The answer to `mntr` of 3.4 to 3.9, also in the shape that PrometheusMetricsProvider gives it.
/// It has no zxid. A member that does not serve is an answer, not a failure.
Result<cluster::ServerState> parse_mntr(std::string_view answer);

}  // namespace druidwatch::probes::zookeeper
