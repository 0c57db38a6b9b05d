#pragma once

#include "cluster/database_state.hpp"
#include "net/rows.hpp"
#include "probes/mysql/figures.hpp"

namespace druidwatch::probes::mysql {

/// What a node says about the group that it belongs to, and what that makes of it.
struct GroupState {
    cluster::Group group;
    bool may_write = false;    ///< as far as the group is concerned
    cluster::Channel applier;  ///< how it receives what the others write
};

/// Group Replication: the members as `server_uuid` sees them, and its own applier. Without quorum a
/// member still calls itself ONLINE and PRIMARY and is not read-only: what it is asked to write
/// hangs.
GroupState group_replication(const Figures& settings, const Figures& status,
                             const net::Rows& members, const net::Rows* channels,
                             std::string_view server_uuid);

/// Galera. Without quorum a node is not read-only either: it refuses statements.
GroupState galera(const Figures& status);

}  // namespace druidwatch::probes::mysql
