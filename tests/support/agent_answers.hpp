#pragma once

#include <string>

#include <fmt/format.h>

#include "cli/told/agent_view.hpp"

/// Answers of an agent, and what is read from them, for tests.
namespace druidwatch::test {

inline constexpr WallTime told_at{std::chrono::sys_days{std::chrono::year{2026} / 11 / 24} + 3h};

inline std::string clusters_answer(std::string_view stands = "true") {
    return fmt::format(R"({{"agent": "watch1:19105", "version": "0.1.0",
        "taken": "2026-11-24T03:00:00.000Z", "clusters": [{{
          "name": "production", "stands": {}, "complete": true,
          "sentence": "production stands. One more ZooKeeper member may fail.",
          "headroom": {{"zookeeper": 1, "metadata": null, "cluster": null}},
          "tiers": [
            {{"tier": "zookeeper", "headroom": 1, "nodes": [
              {{"node": "zk1:2181", "state": "leading", "note": "leader", "leads": ["zookeeper"],
                "last_answer_at": "2026-11-24T02:59:59.800Z", "said": "leader"}},
              {{"node": "zk2:2181", "state": "down", "note": "refused", "leads": [],
                "last_answer_at": null, "said": "refused"}}]}},
            {{"tier": "metadata", "headroom": null, "nodes": [
              {{"node": "pg2:5432", "state": "not_allowed", "note": "standby · lag 2 s",
                "leads": [], "lag_seconds": 2.5, "lag_bytes": 4096,
                "last_answer_at": "2026-11-24T02:59:58.000Z", "said": "standby"}}]}}],
          "invariants": [
            {{"tier": "zookeeper", "name": "QuorumLost", "node": "", "state": "holds", "text": "",
              "evidence": []}},
            {{"tier": "zookeeper", "name": "MemberForeign", "node": "zk2:2181", "state": "unknown",
              "text": "conf is not whitelisted: add it to 4lw.commands.whitelist",
              "evidence": []}},
            {{"tier": "zookeeper", "name": "LearnersOutOfSync", "node": "zk1:2181",
              "state": "unknown",
              "text": "conf is not whitelisted: add it to 4lw.commands.whitelist",
              "evidence": []}},
            {{"tier": "zookeeper", "name": "LearnersOutOfSync", "node": "zk2:2181",
              "state": "unknown",
              "text": "conf is not whitelisted: add it to 4lw.commands.whitelist",
              "evidence": []}},
            {{"tier": "zookeeper", "name": "EnsembleSizeUnsafe", "node": "", "state": "unknown",
              "text": "conf is not whitelisted: add it to 4lw.commands.whitelist",
              "evidence": []}}],
          "refused_questions": [
            {{"tier": "zookeeper", "node": "zk2:2181", "question": "conf", "reason": "not_allowed",
              "said": "not in the whitelist", "remedy": "whitelist conf"}}]}}]}})",
                       stands);
}

inline std::string alerts_answer() {
    return R"({"agent": "watch1:19105", "version": "0.1.0", "taken": "2026-11-24T03:00:00.000Z",
      "alerts": [
        {"alert": "DruidHaNodeDown", "severity": "warning", "druid_cluster": "production",
         "tier": "overlord", "node": "m2:8090", "state": "firing",
         "since": "2026-11-24T02:59:30.000Z", "in_maintenance": false,
         "summary": "An Overlord is down", "description": "m2:8090 is down.",
         "probable_cause": "zookeeper QuorumLost", "runbook_url": "", "evidence": []},
        {"alert": "DruidHaQuorumLost", "severity": "critical", "druid_cluster": "production",
         "tier": "zookeeper", "node": "", "state": "firing", "since": "2026-11-24T02:59:46.000Z",
         "in_maintenance": false, "summary": "No quorum", "description": "No quorum is left.",
         "probable_cause": "", "runbook_url": "https://runbooks.example/zookeeper/QuorumLost",
         "evidence": [{"who": "zk2:2181", "said": "refused", "at": "2026-11-24T02:59:59.000Z"}]},
        {"alert": "DruidHaNoLeader", "severity": "critical", "druid_cluster": "production",
         "tier": "overlord", "node": "", "state": "resolved", "since": "2026-11-24T02:40:00.000Z",
         "resolved_at": "2026-11-24T02:41:00.000Z", "in_maintenance": false,
         "summary": "Nobody leads", "description": "Nobody leads.", "probable_cause": "",
         "runbook_url": "", "evidence": []}]})";
}

inline std::string no_alerts() { return R"({"alerts": []})"; }

inline cli::AgentView view_of(const std::string& clusters, const std::string& alerts) {
    auto view = cli::read_agent_view(clusters, alerts);
    if (!view) throw std::runtime_error(view.error());
    return *std::move(view);
}

}  // namespace druidwatch::test
