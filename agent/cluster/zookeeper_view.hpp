#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/endpoint.hpp"
#include "cluster/standing.hpp"
#include "cluster/zookeeper_answers.hpp"

namespace druidwatch::cluster {

/// Membership is asked for seldom: it changes when a person reconfigures.
inline constexpr milliseconds membership_interval = 5min;
/// Latches and announcements come by watch; they are read again this often as a net.
inline constexpr milliseconds latch_interval = 30s;

/// One configured member; `node` is its host:port.
struct ZooKeeperMember {
    std::string node;
    Track<NewSession> new_session;
    Track<bool> ruok;  ///< imok, which a member says that does not serve, too
    Track<ServerState> state;
    Track<Membership> membership;
};

struct ZooKeeperView {
    std::vector<ZooKeeperMember> members;
    Track<Latch> coordinator_latch;
    Track<Latch> overlord_latch;
    Track<Announcements> announcements;
    std::set<std::string> announced_once;  ///< host:port of all that were ever announced

    bool record_announcements(Observation<Announcements> observation);

    /// False for a member that says that it stands alone: what is read through it is another tree.
    bool belongs(const std::string& node, Monotonic now) const;

    /// Nothing while the announcements can't be read, or where `node` never was announced: it may
    /// be configured by another name than it announces.
    std::optional<bool> announced(const std::string& node, Monotonic now) const;
};

}  // namespace druidwatch::cluster
