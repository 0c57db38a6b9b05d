#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cluster/claims.hpp"
#include "cluster/log_positions.hpp"
#include "cluster/standing.hpp"

namespace druidwatch::cluster {

/// What the standby says about the stream it receives.
struct Receiver {
    std::string status;  ///< "streaming"; anything else does not stream
    int timeline = 0;
    std::optional<double> last_message_age;  ///< seconds; sawtooths to 30 while idle
    std::string sender_host;
    int sender_port = 0;

    bool operator==(const Receiver&) const = default;
};

/// What the primary says about one standby that is connected to it.
struct ReplicationClient {
    std::string name;  ///< application_name
    std::string address;
    std::string state;       ///< streaming, catchup, startup, backup
    std::string sync_state;  ///< async, potential, sync, quorum
    std::optional<LogPosition> replay;

    bool operator==(const ReplicationClient&) const = default;
};

/// The answer of one database node to the node statement.
struct DatabaseState {
    int version = 0;  ///< server_version_num
    bool in_recovery = false;
    bool writable = false;
    std::string system_identifier;  ///< the same on every node of one replication tree
    double started = 0;  ///< seconds since the epoch; with the identifier, a node's identity
    int timeline = 0;
    std::string address;                  ///< what the server says it listens on
    std::optional<LogPosition> current;   ///< a primary's
    std::optional<LogPosition> received;  ///< a standby's; restarts at a segment's start
    std::optional<LogPosition> replayed;  ///< a standby's
    bool replay_paused = false;
    std::optional<Receiver> receiver;
    std::vector<ReplicationClient> clients;
    bool may_see_replication = true;  ///< false: no pg_read_all_stats, so the rest is NULL there
    int druid_sessions = 0;

    bool operator==(const DatabaseState&) const = default;
};

/// Log positions and ages move at every poll; what they mean is in `Lag`.
bool same_meaning(const DatabaseState& a, const DatabaseState& b);

struct DatabaseNode {
    std::string node;  ///< host:port as configured
    Track<DatabaseState> state;
    Lag lag;
};

struct MetadataView {
    std::vector<DatabaseNode> nodes;
    std::optional<DatabaseNode> endpoint;
    milliseconds max_lag_time{30s};
    std::int64_t max_lag_bytes = 64LL << 20;
    std::string druid_user;

    LogPositions positions;  ///< of the primary
    Claims writable;         ///< each node's word about being writable

    /// Records the answer of `nodes[index]` and what follows for positions and lag.
    bool record(std::size_t index, Observation<DatabaseState> observation);

    /// The only writable node among the evidence; nullptr when none or several are.
    const DatabaseNode* primary(Monotonic now) const;

  private:
    std::string sampled_identity_;  ///< of whose log `positions` holds samples
};

}  // namespace druidwatch::cluster
