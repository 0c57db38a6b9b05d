#pragma once

#include "config/config.hpp"

namespace druidwatch::config {

/// Each member's AdminServer URL, empty where it has none; an AdminServer belongs to the member on
/// the same host, and of several on one host the order decides. `left` are URLs of nobody's.
struct AdminOfMembers {
    std::vector<std::string> by_member;
    std::vector<std::size_t> left;  ///< as indices of `admin`
};

AdminOfMembers admin_of_members(const ZooKeeper& zookeeper);

}  // namespace druidwatch::config
