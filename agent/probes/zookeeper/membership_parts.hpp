#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "cluster/zookeeper_answers.hpp"

namespace druidwatch::probes::zookeeper {

/// What `conf`, the node /zookeeper/config and the AdminServer share.

/// The value of a line server.<id>=host:quorumPort:electionPort[:role][;client], since 3.6 with
/// several addresses joined by |.
cluster::Voter parse_voter(int id, std::string_view line);

/// host:port for clients of `told`, which may be a mere port or at a wildcard: the host is that of
/// the member's own `address` then. Empty where neither names one.
std::string client_of(std::string_view told, std::string_view address);

/// A number of ticks, or of milliseconds of one; nothing for what no ensemble can have. The product
/// of two such figures is an age that the clock can still count in nanoseconds.
std::optional<int> parse_limit(std::string_view figure);

}  // namespace druidwatch::probes::zookeeper
