#include "browser/told_day.hpp"

namespace druidwatch::test {
namespace {

using history::Event;

Event lead(WallTime at, const std::string& cluster, const std::string& tier,
           const std::string& from, const std::string& to, milliseconds gap) {
    return {.at = at,
            .cluster = cluster,
            .tier = tier,
            .what = history::LeaderChange{.from = from,
                                          .to = to,
                                          .last_proof_of_old = at - gap,
                                          .first_proof_of_new = at,
                                          .gap = gap}};
}

void alert(std::vector<Event>& events, const std::string& cluster, const std::string& tier,
           const std::string& name, const std::string& severity, WallTime from, seconds lasts) {
    history::AlertChange change{.name = name,
                                .node = "",
                                .severity = severity,
                                .since = from,
                                .description = "It was so.",
                                .cause = "",
                                .evidence = {}};
    events.push_back({.at = from + 1s, .cluster = cluster, .tier = tier, .what = change});
    change.resolved = true;
    events.push_back({.at = from + lasts, .cluster = cluster, .tier = tier, .what = change});
}

}  // namespace

std::vector<Event> told_day(const std::string& cluster, WallTime now) {
    const history::AgentChange agent{.agent = "watch1:19105", .version = "0.1.0"};
    auto stopped = agent;
    stopped.stopped = true;
    std::vector<Event> events{{.at = now - 23h, .what = agent},
                              lead(now - 20h, cluster, "coordinator", "m1:8081", "m2:8081", 6700ms),
                              lead(now - 20h, cluster, "overlord", "m1:8081", "m2:8081", 6700ms)};
    alert(events, cluster, "coordinator", "NoLeader", "critical", now - 20h - 6700ms, 7s);
    events.push_back({.at = now - 14h, .what = stopped});
    events.push_back({.at = now - 13h - 30min, .what = agent});
    alert(events, cluster, "zookeeper", "QuorumLost", "critical", now - 9h, 42s);
    events.push_back(lead(now - 9h + 42s, cluster, "zookeeper", "zk3:2181", "zk1:2181", 42s));
    alert(events, cluster, "broker", "NodeDown", "warning", now - 4h, 1800s);
    events.push_back({.at = now - 2h + 14s,
                      .cluster = cluster,
                      .tier = "overlord",
                      .what = history::Overlap{.one = "m1:8081",
                                               .other = "m2:8081",
                                               .from = now - 2h,
                                               .until = now - 2h + 14s,
                                               .alerted = true}});
    events.push_back(lead(now - 2h + 14s, cluster, "overlord", "m2:8081", "m1:8081", 0ms));
    events.push_back(lead(now - 30min, cluster, "coordinator", "m2:8081", "m1:8081", 3min));
    return events;
}

}  // namespace druidwatch::test
