#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/endpoint.hpp"
#include "cluster/druid_answers.hpp"
#include "cluster/zookeeper_answers.hpp"

namespace druidwatch::cli::discovering {

/// What could not be found out, and what a person does about it.
struct Gap {
    std::string what;
    std::string remedy;

    bool operator==(const Gap&) const = default;
};

/// What one of Druid's processes told of its surroundings.
struct Told {
    std::string node;  ///< host:port
    cluster::DruidProperties properties;
};

/// Everything that was found, from wherever it was begun.
struct Found {
    std::string begun_with;                           ///< the address, as it was given
    std::vector<Endpoint> asked_members;              ///< of ZooKeeper, that answered
    std::optional<cluster::Membership> membership{};  ///< as one of them told it
    std::string base_path{};                          ///< where Druid was found; empty: nowhere
    std::vector<std::string> other_base_paths{};      ///< of other clusters in the same ZooKeeper
    std::optional<Told> master{};
    std::vector<cluster::Announcement> processes{};
    std::vector<Gap> gaps{};
};

}  // namespace druidwatch::cli::discovering
