#pragma once

#include "alerting/judge.hpp"
#include "cli/audit/processes.hpp"
#include "cli/audit/sentences.hpp"
#include "support/scene.hpp"

namespace druidwatch::test {

/// What every process of the scene tells beyond the agent's questions, as in good health.
inline cli::auditing::Words words_of(const Scene& scene) {
    cli::auditing::Words words;
    auto listed = scene.answer(cluster::Announcements{});
    listed.answer->processes.push_back({.role = "HISTORICAL",
                                        .host = "h1",
                                        .plaintext_port = 8083,
                                        .service = "druid/historical"});
    for (auto& process :
         cli::auditing::known_processes(scene.view(), *listed.answer, false, scene.now())) {
        auto properties = Scene::properties();
        properties.time_zone = "UTC";
        words.processes.push_back({std::move(process), scene.answer(std::string("33.0.0")),
                                   scene.answer(std::move(properties))});
    }
    cli::auditing::BalancerWord balancer{.node = Scene::node("lb")};
    for (const auto* broker : {"b1", "b2"}) {
        balancer.answers.push_back(scene.answer(cluster::AnsweredBy{Scene::node(broker)}));
    }
    words.balancers.push_back(std::move(balancer));
    return words;
}

inline cli::auditing::ClusterAudit audit(const Scene& scene, const cli::auditing::Words& words) {
    const watch::ClusterSnapshot snapshot{.view = scene.view(),
                                          .judged = alerting::judge(scene.view(), scene.now())};
    return cli::auditing::audit_cluster(snapshot, words, scene.now());
}

/// The finding of that id, which must be there.
inline const cli::auditing::Finding& find(const cli::auditing::ClusterAudit& audit,
                                          std::string_view id) {
    return *std::ranges::find(audit.findings, id, &cli::auditing::Finding::id);
}

/// The ids of all findings with that answer.
inline std::vector<std::string> all(const cli::auditing::ClusterAudit& audit,
                                    cli::auditing::Answer answer) {
    std::vector<std::string> ids;
    for (const auto& finding : audit.findings) {
        if (finding.outcome.answer == answer) ids.emplace_back(finding.id);
    }
    return ids;
}

}  // namespace druidwatch::test
