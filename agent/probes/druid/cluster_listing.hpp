#pragma once

#include <string_view>

#include "base/result.hpp"
#include "cluster/zookeeper_answers.hpp"

namespace druidwatch::probes::druid {

/// Never with a role behind it: for one that is misspelt, Druid makes a znode that stays
/// (facts: druid.md §0.9).
inline constexpr std::string_view cluster_path = "/druid/coordinator/v1/cluster";

/// Bytes that the answer may have: about 100 for each process.
inline constexpr std::size_t cluster_limit = 4 << 20;

/// Every process that the leading Coordinator knows of, its roles written as in ZooKeeper's
/// announcements: middleManager is MIDDLE_MANAGER.
Result<cluster::Announcements> parse_cluster_listing(int status, std::string_view body);

}  // namespace druidwatch::probes::druid
