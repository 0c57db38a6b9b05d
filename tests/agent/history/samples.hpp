#pragma once

#include <string>

#include "history/event.hpp"
#include "support/temporary_folder.hpp"

namespace druidwatch::test {

inline WallTime day(int number) { return WallTime{} + 24h * (20'000 + number); }

inline history::Event leader_changed(WallTime at, std::string to = "m2:8081",
                                     std::string cluster = "production") {
    return {.at = at,
            .cluster = std::move(cluster),
            .tier = "coordinator",
            .what = history::LeaderChange{.from = "m1:8081",
                                          .to = std::move(to),
                                          .last_proof_of_old = at - 7s,
                                          .first_proof_of_new = at,
                                          .gap = std::chrono::microseconds(6'900'001)}};
}

inline history::Event alert(WallTime at, bool resolved = false,
                            std::string cluster = "production") {
    return {.at = at,
            .cluster = std::move(cluster),
            .tier = "master",
            .what = history::AlertChange{.resolved = resolved,
                                         .name = "NodeDown",
                                         .node = "m1:8081",
                                         .severity = "warning",
                                         .since = at - 10s,
                                         .description = "m1:8081 is down.",
                                         .cause = "zookeeper QuorumLost",
                                         .evidence = {{"m1:8081", "refused \"us\" \xff", at}}}};
}

inline history::Event agent_started(WallTime at) {
    return {.at = at, .what = history::AgentChange{.agent = "watch1:19105", .version = "0.1.0"}};
}

/// All that there is.
inline history::Query everything() { return {.from = day(-1000), .to = day(1000)}; }

}  // namespace druidwatch::test
