#pragma once

#include <string_view>

#include "base/result.hpp"
#include "cluster/druid_view.hpp"

namespace druidwatch::probes::balancer {

/// Which Broker answered `/status/properties` through the balancer. One that does not set
/// `druid.host` does not say who it is, for Druid then takes the name of its machine.
Result<cluster::AnsweredBy> parse_answered_by(int status, std::string_view body);

}  // namespace druidwatch::probes::balancer
