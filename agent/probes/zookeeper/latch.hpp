#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cluster/zookeeper_answers.hpp"

namespace druidwatch::probes::zookeeper {

/// A child of a latch as ZooKeeper has it.
struct LatchChild {
    std::string name;    ///< _c_<uuid>-latch-0000000005
    std::string data;    ///< http://host:port
    std::int64_t owner;  ///< session id
};

/// The contenders by ascending number, which stands after the last `latch-`; what is not named
/// like one is left out.
std::vector<cluster::Contender> contenders_of(std::vector<LatchChild> children);

}  // namespace druidwatch::probes::zookeeper
