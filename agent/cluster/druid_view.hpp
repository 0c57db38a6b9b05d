#pragma once

#include <deque>
#include <list>
#include <optional>
#include <string>
#include <vector>

#include "cluster/claims.hpp"
#include "cluster/druid_answers.hpp"
#include "cluster/peer_word.hpp"
#include "cluster/standing.hpp"
#include "cluster/zookeeper_answers.hpp"

namespace druidwatch::cluster {

/// How often the Coordinator's cluster endpoint is asked, where nodes are discovered by it.
inline constexpr milliseconds cluster_interval = 30s;
/// How often it is asked which Broker answers through a balancer.
inline constexpr milliseconds answerer_interval = 15s;

/// By what one Druid process is known. `node` is its label: the configured host:port, or the
/// announced one of a process that is only announced.
struct Process {
    std::string node;
    std::string url;  ///< where it is asked
    bool configured = true;
    std::vector<std::string> also;        ///< further host:port that it announces
    std::optional<Monotonic> vanished{};  ///< since when it is not announced any more
    std::optional<PeerWord> peer_word{};

    bool is_called(const std::string& name) const;
    /// Whether the URL leads to it, by whatever scheme and name: one that is asked by http names
    /// itself by https wherever Druid has TLS.
    bool is_at(std::string_view url) const;
};

/// A master's own word about one of its roles.
struct RoleWord {
    Track<bool> leads;  ///< isLeader
    Track<LeaderWord> leader;
    Track<LeaderRequest> request;
    std::optional<Instant> leads_since{};  ///< since the first of its claims in a row
};

/// When a group of duties was last seen to have ended a run, by our own clock.
struct DutyProgress {
    DutyGroup group;
    Instant moved;
};

struct Master : Process {
    std::array<std::optional<RoleWord>, 2> roles{};  ///< by Role; a combined master has both
    Track<DruidProperties> properties{};
    Track<Duties> duties{};          ///< of the leading Coordinator
    Track<ServersSeen> servers{};    ///< of the leading Coordinator
    Track<Announcements> cluster{};  ///< its cluster endpoint, where nodes are discovered by it
    std::vector<DutyProgress> duty_progress{};

    const RoleWord* role(Role which) const {
        const auto& word = roles[static_cast<std::size_t>(which)];
        return word ? &*word : nullptr;
    }
    RoleWord* role(Role which) {
        auto& word = roles[static_cast<std::size_t>(which)];
        return word ? &*word : nullptr;
    }

    /// Who reaches it while we don't.
    const PeerWord* reached_by(Monotonic now) const;

    /// True when the answer says something else than the one before.
    bool record_duties(Observation<Duties> observation);
};

struct Failover {
    std::string from;
    std::string to;
    Instant last_proof_of_old;
    Instant first_proof_of_new;
    Instant ended;  ///< the old one's lead, as near as its answers tell
    Instant began;  ///< the new one's

    Monotonic::duration gap() const;
};

/// Who led when, from the claims of all masters of one role.
struct RoleHistory {
    static constexpr std::size_t failovers_kept = 16;

    Claims claims;                          ///< isLeader: true and false are both words
    std::optional<Claim> last_proof;        ///< the newest claim to lead of `leader`
    std::string leader;                     ///< the last node that led alone; empty: never any
    std::optional<Instant> ended;           ///< its lead, once it denied or did not answer
    std::deque<Failover> failovers;         ///< newest first
    std::optional<Instant> complete_since;  ///< the first time that every master had been asked
};

struct Broker : Process {
    Track<bool> ready{};  ///< a latch: once 200 it stays so, also without ZooKeeper
    Track<bool> query{};  ///< SELECT 1 answered as it should
    Track<ServersSeen> servers{};

    const PeerWord* reached_by(Monotonic now) const {
        return Unreached().hear(ready).but_by(peer_word, now);
    }
};

/// One request through a balancer, on a new connection.
struct Passage {
    Instant answered;
    bool passed = false;  ///< a Broker answered that it is ready
};

struct Balancer : Process {
    static constexpr std::size_t passages_kept = 20;

    Track<bool> ready{};
    Track<AnsweredBy> answered_by{};
    std::deque<Passage> passages{};          ///< newest first
    std::deque<std::string> answerers{};     ///< the Brokers of the last answers, newest first
    std::optional<std::size_t> addresses{};  ///< that its host has; nothing until it was looked up

    const PeerWord* reached_by(Monotonic now) const {
        return Unreached().hear(ready).but_by(peer_word, now);
    }

    /// True when it says something else than the one before, or a passage fails or passes anew.
    bool record_passage(Observation<bool> observation);
    bool record_answerer(Observation<AnsweredBy> observation);
};

struct Router : Process {
    Track<bool> healthy{};
    std::array<Track<bool>, 2> routed_leader{};  ///< isLeader of a role through it

    const PeerWord* reached_by(Monotonic now) const {
        return Unreached().hear(healthy).but_by(peer_word, now);
    }
};

/// Lists, for nodes come and go while others are being asked: no reference to one is ever lost.
struct DruidView {
    std::list<Master> masters;
    std::list<Broker> brokers;
    std::list<Balancer> balancers;
    std::list<Router> routers;
    std::array<RoleHistory, 2> history;

    const RoleHistory& history_of(Role role) const {
        return history[static_cast<std::size_t>(role)];
    }

    /// Records isLeader of `master`, which is one of these, and what follows for the role's
    /// history.
    bool record_claim(Master& master, Role role, Observation<bool> observation);

    /// Whether any master has the role.
    bool has(Role role) const;

    /// Nodes whose newest evidence is that they lead.
    std::vector<const Master*> claimants(Role role, Monotonic now) const;

    /// The node of the master that the URL leads to; the URL itself where it is none of these.
    std::string named_by(std::string_view url) const;

    /// Since when the last that began to lead does: what was said of leaders before is of another
    /// time. The beginning of time where nobody leads.
    Monotonic last_change(Role role) const;

    /// The connectURI of the metadata store that every master tells that tells any.
    std::optional<std::string> agreed_connect_uri() const;

    /// The longest session timeout that a master told; nothing when none did.
    std::optional<milliseconds> session_timeout() const;
};

}  // namespace druidwatch::cluster
