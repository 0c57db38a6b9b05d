#pragma once

#include "cluster/zookeeper_answers.hpp"
#include "fuzz/target.hpp"

namespace druidwatch::fuzz {

/// What must hold of a membership that was told in `bytes` bytes.
inline void require_sane(const cluster::Membership& membership, std::size_t bytes) {
    require(membership.servers.size() <= bytes);
    for (const auto& server : membership.servers) {
        require_one_line(server.address);
        require_one_line(server.client);
    }
    require(membership.tick_time > 0ms && membership.sync_limit > 0 && membership.init_limit > 0);
    // What is reckoned from them must fit the clock, which counts nanoseconds in 63 bits.
    constexpr std::chrono::days longest{365 * 100};
    require(membership.tick_time * membership.sync_limit <= longest);
    require(membership.tick_time * membership.init_limit <= longest);
}

}  // namespace druidwatch::fuzz
