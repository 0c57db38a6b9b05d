#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"

namespace druidwatch::cluster {

/// A member granted a new session. Creating one is a committed write: proof of a quorum,
/// unless the member is read-only.
struct NewSession {
    bool read_only = false;
    bool wants_authentication = false;  ///< granted; in it nothing is answered to who we are

    bool operator==(const NewSession&) const = default;
};

enum class ServerMode {
    leader,
    follower,
    observer,
    standalone,
    read_only,
    not_serving,  ///< "This ZooKeeper instance is not currently serving requests"
};

std::string_view name_of(ServerMode mode);

/// What `mntr` tells, or `srvr` or the AdminServer where that is closed. Counts are the leader's
/// only.
struct ServerState {
    std::string_view told_by = "mntr";  ///< a literal: "mntr", "srvr", "AdminServer"
    ServerMode mode = ServerMode::not_serving;
    std::string version;                  ///< "3.8.0"; empty when not serving
    std::string peer_state;               ///< "leading - broadcast"; 3.6 and later
    std::optional<std::uint64_t> zxid;    ///< not comparable between members while idle
    std::optional<int> quorum_size;       ///< configured voters, not the majority
    std::optional<int> synced_followers;  ///< without the leader
    std::optional<int> synced_non_voting_followers;
    std::optional<int> pending_syncs;
    std::optional<double> outstanding_requests;
    std::optional<double> latency_sum;  ///< ms of a lifetime; with the count, a mean of a while
    std::optional<double> latency_count;
    std::optional<double> connections;

    bool operator==(const ServerState&) const = default;
};

/// Counters move at every poll and decide nothing by themselves.
bool same_meaning(const ServerState& a, const ServerState& b);

struct Voter {
    int id = 0;
    std::string address;        ///< host:quorumPort:electionPort as configured
    std::string client;         ///< host:port for clients, where the line names it; else empty
    bool participant = true;    ///< false: observer
    std::optional<int> weight;  ///< 1 where not configured
    std::optional<int> group;

    bool operator==(const Voter&) const = default;
};

/// What `conf` tells, or the AdminServer; of the node /zookeeper/config, servers and version only.
/// `servers` is empty on a standalone or read-only member, and before 3.5.
struct Membership {
    static constexpr int nobody = -1;

    int server_id = nobody;
    milliseconds tick_time{2s};
    int init_limit = 10;  ///< ticks
    int sync_limit = 5;   ///< ticks
    std::vector<Voter> servers;
    std::optional<std::uint64_t> version;  ///< grows with every reconfiguration

    bool operator==(const Membership&) const = default;
};

/// One child of a leader latch; the lowest sequence leads.
struct Contender {
    std::string znode;       ///< _c_<uuid>-latch-0000000005
    std::uint64_t sequence;  ///< restarts at 0 when Druid's container node was deleted
    std::string url;         ///< http://host:port, as the master wrote it
    std::int64_t owner;      ///< session id

    bool operator==(const Contender&) const = default;
};

/// Children of a latch by ascending sequence; no latch node and no children are both empty.
struct Latch {
    std::vector<Contender> contenders;
    std::string read_through;  ///< host:port of the member that was asked

    bool operator==(const Latch&) const = default;
};

bool same_meaning(const Latch& a, const Latch& b);

/// One Druid process as it announces itself.
struct Announcement {
    std::string role;  ///< COORDINATOR, OVERLORD, BROKER, ROUTER, ...
    std::string host;
    int plaintext_port = -1;
    int tls_port = -1;
    std::string service;

    bool operator==(const Announcement&) const = default;
};

struct Announcements {
    std::vector<Announcement> processes;
    std::string read_through;
    bool whole = true;  ///< false: who is not named may be there all the same

    bool operator==(const Announcements&) const = default;
};

bool same_meaning(const Announcements& a, const Announcements& b);

}  // namespace druidwatch::cluster
