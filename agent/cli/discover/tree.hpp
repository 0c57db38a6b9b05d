#pragma once

#include <string>
#include <vector>

#include "cluster/zookeeper_answers.hpp"
#include "net/loop.hpp"
#include "net/zookeeper_session.hpp"

namespace druidwatch::cli::discovering {

/// Where processes of Druid are announced below `root` ("" or a chroot), `/druid` first; one level
/// below that where there is none.
net::Task<Result<std::vector<std::string>>> find_base_paths(net::ZooKeeperSession& session,
                                                            std::string root, Monotonic deadline);

/// Every announcement below `base_path` that can be read, but for peons.
net::Task<Result<std::vector<cluster::Announcement>>> read_announcements(
    net::ZooKeeperSession& session, std::string base_path, Monotonic deadline);

}  // namespace druidwatch::cli::discovering
