#pragma once

#include <string_view>

#include "base/result.hpp"
#include "cluster/zookeeper_answers.hpp"

namespace druidwatch::probes::zookeeper {

/// The answer to `conf`. A member that does not serve tells nothing: `unavailable`.
Result<cluster::Membership> parse_conf(std::string_view answer);

}  // namespace druidwatch::probes::zookeeper
