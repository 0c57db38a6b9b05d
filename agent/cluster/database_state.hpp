#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "cluster/gtid_set.hpp"
#include "cluster/log_positions.hpp"

namespace druidwatch::cluster {

enum class Product { postgresql, mysql, mariadb };

/// What a standby says about one stream that it receives and applies: PostgreSQL has one, MySQL and
/// MariaDB one per channel.
struct Channel {
    std::string name;       ///< empty for the only one
    bool receives = false;  ///< PostgreSQL: streaming; MySQL: the I/O thread runs and is connected
    bool applies = true;    ///< MySQL: the SQL thread runs
    bool paused = false;    ///< PostgreSQL: replay waits for a person
    std::string status;  ///< in the server's words: "streaming", "waiting", "1236: Got fatal error"
    int timeline = 0;    ///< PostgreSQL only
    std::optional<double> last_message_age;  ///< seconds; sawtooths to 30 while idle
    std::string source_host;
    int source_port = 0;

    bool operator==(const Channel&) const = default;
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

/// A replication slot of PostgreSQL.
struct Slot {
    std::string name;
    bool active = false;
    bool lost = false;                     ///< what it should hold back is gone
    std::optional<std::int64_t> retained;  ///< bytes of log held back; nothing: none yet

    bool operator==(const Slot&) const = default;
};

/// Commits and the standbys that they wait for: PostgreSQL's synchronous_standby_names, MySQL's
/// semi-synchronous replication.
struct SynchronousCommits {
    bool configured = false;
    int waiting = 0;                     ///< sessions that wait for a standby now
    std::optional<double> longest_wait;  ///< seconds, of those
    std::optional<int> acknowledging;    ///< standbys that could answer them
    bool degraded = false;               ///< MySQL: timed out, so it commits without them

    /// On a busy primary somebody always waits for a moment.
    bool wait_is_long() const { return longest_wait.value_or(0) >= 5; }

    bool operator==(const SynchronousCommits&) const = default;
};

/// Group Replication and Galera: nodes that decide together who may write.
struct Group {
    std::string id;     ///< the group's name or the cluster's state uuid
    std::string view;   ///< changes with every change of membership
    int size = 0;       ///< members that this node sees, itself included
    int reachable = 0;  ///< of them
    bool quorum = false;
    bool multi_primary = false;  ///< every member may write
    std::string state;  ///< of this node: ONLINE, RECOVERING, ERROR; Synced, Donor, Initialized

    bool operator==(const Group&) const = default;
};

/// The answer of one database node to the node statement.
struct DatabaseState {
    Product product = Product::postgresql;
    std::string version;   ///< "15.18", "10.11.19"
    bool standby = false;  ///< in recovery, or a replica of something
    bool writable = false;
    std::string lineage;   ///< PostgreSQL's system identifier, or the group's; empty: not told
    std::string identity;  ///< of this server, exact also through a proxy
    int timeline = 0;      ///< PostgreSQL only
    std::string address;   ///< what the server says it listens on

    std::optional<LogPosition> current;  ///< PostgreSQL: a primary's
    std::optional<LogPosition>
        received;  ///< a standby's; on one that was promoted, where it forked
    std::optional<LogPosition> replayed;  ///< a standby's
    std::optional<GtidSet> executed;      ///< MySQL with GTIDs
    std::optional<GtidPosition> applied;  ///< MariaDB: what it executed itself or applied
    std::string errant;                   ///< transactions of its own that no source has, in words

    std::vector<Channel> channels;
    std::optional<seconds> delay;  ///< on purpose
    std::vector<ReplicationClient> clients;
    std::vector<Slot> slots;
    std::optional<std::int64_t> slot_limit;  ///< max_slot_wal_keep_size, bytes
    std::optional<SynchronousCommits> synchronous;
    std::optional<Group> group;

    /// Why replication may not be seen, mostly the grant that is missing; or empty.
    std::string hidden;
    std::optional<int> druid_sessions;  ///< nothing where they may not be seen
    std::string hidden_sessions;        ///< why not; or empty

    bool operator==(const DatabaseState&) const = default;
};

/// Log positions and ages move at every poll; what they mean is in `Lag`.
bool same_meaning(const DatabaseState& a, const DatabaseState& b);

}  // namespace druidwatch::cluster
