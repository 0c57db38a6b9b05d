#pragma once

#include <array>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "cluster/claims.hpp"
#include "cluster/standing.hpp"

namespace druidwatch::cluster {

/// What leads in Druid: two latches, also where one process has both roles.
enum class Role { coordinator, overlord };

inline constexpr std::array both_roles{Role::coordinator, Role::overlord};

std::string_view name_of(Role role);

/// Whom a master names in `/leader`; empty where it names nobody.
struct LeaderWord {
    std::string url;

    bool operator==(const LeaderWord&) const = default;
};

/// What `/status/properties` tells of a master's surroundings; credentials are never kept.
struct DruidProperties {
    std::optional<milliseconds> session_timeout;
    std::string zookeeper;
    std::string base_path;
    std::string connect_uri;

    bool operator==(const DruidProperties&) const = default;
};

/// A master's own word about one of its roles.
struct RoleWord {
    Track<bool> leads;  ///< isLeader
    Track<LeaderWord> leader;
};

struct Master {
    std::string node;  ///< host:port
    std::string url;
    std::array<std::optional<RoleWord>, 2> roles;  ///< by Role; a combined master has both
    Track<DruidProperties> properties;

    const RoleWord* role(Role which) const {
        const auto& word = roles[static_cast<std::size_t>(which)];
        return word ? &*word : nullptr;
    }
    RoleWord* role(Role which) {
        auto& word = roles[static_cast<std::size_t>(which)];
        return word ? &*word : nullptr;
    }
};

struct Failover {
    std::string from;
    std::string to;
    Instant last_proof_of_old;
    Instant first_proof_of_new;
};

/// Who led when, from the claims of all masters of one role.
struct RoleHistory {
    static constexpr std::size_t failovers_kept = 16;

    Claims claims;                          ///< isLeader: true and false are both words
    std::optional<Claim> last_proof;        ///< the newest claim to lead of `leader`
    std::string leader;                     ///< the last node that led alone; empty: never any
    std::deque<Failover> failovers;         ///< newest first
    std::optional<Instant> complete_since;  ///< the first time that every master had been asked
};

struct Broker {
    std::string node;
    std::string url;
    Track<bool> ready;  ///< a latch: once 200 it stays so, also without ZooKeeper
    Track<bool> query;  ///< SELECT 1 answered as it should
};

struct Balancer {
    std::string node;
    std::string url;
    Track<bool> ready;
};

struct Router {
    std::string node;
    std::string url;
    Track<bool> healthy;
    std::array<Track<bool>, 2> routed_leader;  ///< isLeader of a role through it
};

struct DruidView {
    std::vector<Master> masters;
    std::vector<Broker> brokers;
    std::vector<Balancer> balancers;
    std::vector<Router> routers;
    std::array<RoleHistory, 2> history;

    const RoleHistory& history_of(Role role) const {
        return history[static_cast<std::size_t>(role)];
    }

    /// Records `masters[index]`'s isLeader and what follows for the role's history.
    bool record_claim(std::size_t index, Role role, Observation<bool> observation);

    /// Whether any master has the role.
    bool has(Role role) const;

    /// Nodes whose newest evidence is that they lead.
    std::vector<const Master*> claimants(Role role, Monotonic now) const;

    /// The connectURI of the metadata store that every master tells that tells any.
    std::optional<std::string> agreed_connect_uri() const;

    /// The longest session timeout that a master told; nothing when none did.
    std::optional<milliseconds> session_timeout() const;
};

}  // namespace druidwatch::cluster
