#pragma once

#include <string>
#include <vector>

#include "cluster/standing.hpp"
#include "cluster/zookeeper_answers.hpp"

namespace druidwatch::cluster {

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
};

}  // namespace druidwatch::cluster
