#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "cluster/zookeeper_answers.hpp"

namespace druidwatch::probes::zookeeper {

/// Bytes that the JSON of one announcement may have once it is unpacked; real ones have 200.
inline constexpr std::size_t announcement_limit = 1 << 20;

/// The data of <base>/internal-discovery/<role>/<host:port>: JSON, as it is or in gzip.
Result<cluster::Announcement> parse_announcement(std::string role, std::string_view data);

}  // namespace druidwatch::probes::zookeeper
