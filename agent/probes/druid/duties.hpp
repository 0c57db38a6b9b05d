#pragma once

#include <string_view>

#include "base/result.hpp"
#include "cluster/druid_view.hpp"

namespace druidwatch::probes::druid {

inline constexpr std::string_view duties_path = "/druid/coordinator/v1/duties";

/// The groups of duties of the leading Coordinator. Druid before 32 does not know the question and
/// answers 404: no groups. A group that has not run yet has no end of a run.
Result<cluster::Duties> parse_duties(int status, std::string_view body);

}  // namespace druidwatch::probes::druid
