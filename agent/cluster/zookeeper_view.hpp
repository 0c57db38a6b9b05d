#pragma once

#include <array>
#include <deque>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/endpoint.hpp"
#include "cluster/druid_answers.hpp"
#include "cluster/log_positions.hpp"
#include "cluster/peer_word.hpp"
#include "cluster/standing.hpp"
#include "cluster/zookeeper_answers.hpp"

namespace druidwatch::cluster {

/// Membership is asked for seldom: it changes when a person reconfigures.
inline constexpr milliseconds membership_interval = 5min;
/// Latches and announcements come by watch; they are read again this often as a net.
inline constexpr milliseconds latch_interval = 30s;

/// How far a member's log is, told with every ping of the held session.
struct LogProgress {
    std::uint64_t zxid = 0;
    Instant told;
    std::optional<milliseconds> behind;  ///< the leader's log; nothing where that is not known
};

/// One configured member; `node` is its host:port.
struct ZooKeeperMember {
    std::string node;
    Track<NewSession> new_session;
    Track<bool> ruok;  ///< imok, which a member says that does not serve, too
    Track<ServerState> state;
    Track<Membership> membership;
    std::optional<double> mean_latency;  ///< ms, of the requests between the last two states
    std::optional<LogProgress> log;
    std::optional<PeerWord> peer_word;

    /// Who reaches it while we don't.
    const PeerWord* reached_by(Monotonic now) const {
        return Unreached().hear(new_session).hear(ruok).but_by(peer_word, now);
    }

    /// Too old to be evidence after this; a ping comes every second.
    static constexpr milliseconds log_stale_after = 10s;
    const LogProgress* current_log(Monotonic now) const;
};

/// Who stands in line to lead, and how often another came first.
struct RoleLatch {
    static constexpr std::size_t turns_kept = 16;

    Track<Latch> track;
    std::deque<Instant> turns;  ///< when another child came first, newest first
    std::string first;          ///< the last znode that came first

    bool record(Observation<Latch> observation);
};

struct ZooKeeperView {
    std::vector<ZooKeeperMember> members;
    Track<Membership> config_node;     ///< /zookeeper/config, which every version since 3.5 has
    std::array<RoleLatch, 2> latches;  ///< by Role
    Track<Announcements> announcements;
    std::set<std::string> announced_once;  ///< host:port of all that were ever announced

    LogPositions leaders_log{256, 1s};
    double max_outstanding = 10;  ///< requests; more are a backlog
    milliseconds max_latency{100};

    const RoleLatch& latch_of(Role role) const { return latches[static_cast<std::size_t>(role)]; }
    RoleLatch& latch_of(Role role) { return latches[static_cast<std::size_t>(role)]; }

    bool record_announcements(Observation<Announcements> observation);

    /// True when it says something else than the one before, or a limit was crossed.
    bool record_state(std::size_t index, Observation<ServerState> observation);

    /// True when how far the member is was not known, or it fell behind the leader's log or caught
    /// up.
    bool record_zxid(std::size_t index, std::uint64_t zxid, Instant asked, Instant told);

    /// More than this behind, a log does not merely follow.
    milliseconds behind_beyond() const { return 2 * tick_time(); }

    /// The ensemble's own, as its members tell; the highest of them, or ZooKeeper's usual.
    milliseconds tick_time() const;
    milliseconds sync_time() const;  ///< syncLimit × tickTime: how long a lost leader is followed

    bool backlogged(const ZooKeeperMember& member, Monotonic now) const;

    /// False for a member that stands alone, was removed or is of another ensemble: what is read
    /// through it may be another tree.
    bool belongs(const std::string& node, Monotonic now) const;

    /// Nothing while the announcements can't be read, or where `node` never was announced: it may
    /// be configured by another name than it announces.
    std::optional<bool> announced(const std::string& node, Monotonic now) const;
};

}  // namespace druidwatch::cluster
