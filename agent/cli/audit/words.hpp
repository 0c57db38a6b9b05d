#pragma once

#include <string>
#include <vector>

#include "cluster/druid_answers.hpp"
#include "cluster/observation.hpp"

namespace druidwatch::cli::auditing {

/// A process of Druid of whatever kind, and where it is asked.
struct KnownProcess {
    std::string node;                ///< host:port by which it is known
    std::string url;                 ///< without a slash at its end
    std::vector<std::string> also;   ///< further host:port that it announces
    std::vector<std::string> kinds;  ///< COORDINATOR, OVERLORD, BROKER, HISTORICAL, ...
    bool announced = false;          ///< now, in the ZooKeeper that is watched

    bool is_master() const;
};

/// What a process told when the audit asked it: its `/status` and `/status/properties`.
struct ProcessWord {
    KnownProcess process;
    cluster::Observation<std::string> version;
    cluster::Observation<cluster::DruidProperties> properties;
};

/// Requests through one balancer, each on a connection of its own.
struct BalancerWord {
    std::string node;
    std::vector<cluster::Observation<cluster::AnsweredBy>> answers;
};

/// What the audit asks beyond a round of the agent's questions.
struct Words {
    std::vector<ProcessWord> processes;
    std::vector<BalancerWord> balancers;
};

}  // namespace druidwatch::cli::auditing
