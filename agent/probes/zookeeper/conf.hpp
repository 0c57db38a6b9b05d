#pragma once

#include <string_view>

#include "base/result.hpp"
#include "cluster/zookeeper_answers.hpp"

namespace druidwatch::probes::zookeeper {

/// The answer to `conf`. A member that does not serve tells nothing: `unavailable`. Nothing in it
/// tells of an oracle (read in 3.8's QuorumOracleMaj: it writes itself as a majority does).
Result<cluster::Membership> parse_conf(std::string_view answer);

/// The bytes of the node /zookeeper/config: servers and version, nobody's in particular. They are
/// empty on a standalone server.
Result<cluster::Membership> parse_config_node(std::string_view bytes);

}  // namespace druidwatch::probes::zookeeper
