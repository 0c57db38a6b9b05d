#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cluster/gtid_set.hpp"
#include "probes/mysql/figures.hpp"
#include "probes/mysql/replica_channels.hpp"

namespace druidwatch::probes::mysql {

/// Where MariaDB's logs stand.
struct MariadbPositions {
    std::optional<cluster::GtidPosition> applied;  ///< executed here or applied; nothing: no log
    cluster::GtidPosition logged;                  ///< gtid_binlog_pos
    cluster::GtidPosition received;                ///< gtid_slave_pos: applied from a source
    std::uint32_t server = 0;                      ///< its own server_id
};

MariadbPositions positions_of(const Figures& identity);

/// Transactions that a replica wrote itself beyond what it applied from its source: "0-2-39";
/// empty: none. Those of a former primary whose new source reads on from them are not errant: it
/// has them.
std::string errant(const MariadbPositions& positions, const std::vector<ReplicaChannel>& channels);

}  // namespace druidwatch::probes::mysql
