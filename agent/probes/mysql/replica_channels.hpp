#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "cluster/database_state.hpp"
#include "net/rows.hpp"

namespace druidwatch::probes::mysql {

/// One row of SHOW REPLICA STATUS, of SHOW SLAVE STATUS, or of MariaDB's for ALL.
struct ReplicaChannel {
    cluster::Channel channel;
    /// Both threads were stopped and nothing went wrong: what is left of a replica that somebody
    /// promoted.
    bool at_rest = false;
    std::optional<seconds> delay;                ///< on purpose
    std::optional<cluster::GtidPosition> asked;  ///< MariaDB: where its source reads on from
};

/// Columns go by either of their names. Group Replication's own channels are left out: its members
/// tell more. `ages` is what performance_schema tells of the same channels, if it does.
Result<std::vector<ReplicaChannel>> parse_replicas(const net::Rows& rows, const net::Rows* ages);

}  // namespace druidwatch::probes::mysql
