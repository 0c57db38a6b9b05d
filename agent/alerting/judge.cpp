#include "alerting/judge.hpp"

#include <fmt/format.h>

#include "alerting/maintenance.hpp"
#include "invariants/same_node.hpp"
#include "invariants/whole_cluster.hpp"

namespace druidwatch::alerting {
namespace {

using invariants::Invariant;
using invariants::InvariantId;
using invariants::State;
using invariants::Verdict;

constexpr InvariantId unreachable{"cluster", "Unreachable"};

/// Of a node; with none, of any.
bool is_violated(const JudgedInvariant& judged, std::string_view node = {}) {
    return std::ranges::any_of(judged.verdicts, [&](const Verdict& verdict) {
        return verdict.state == State::violated && (node.empty() || verdict.node == node);
    });
}

/// "zookeeper QuorumLost": the first of the row's causes that is violated, too.
std::string cause_of(const Invariant& invariant, std::string_view node,
                     const std::vector<JudgedInvariant>& judged) {
    for (const auto& id : invariant.because_of) {
        const auto row = std::ranges::find_if(
            judged, [&](const auto& other) { return other.invariant->id == id; });
        if (row == judged.end()) continue;
        const bool same_node = invariants::on_the_same_node(invariant, *row->invariant);
        if (is_violated(*row, same_node ? node : "")) return fmt::format("{} {}", id.tier, id.name);
    }
    return {};
}

bool matches(const config::Override& over, const Alert& alert) {
    if (over.alert != "DruidHa" + alert.key.name) return false;
    return carries(labels_of(alert), over.match);
}

void apply_overrides(Judgement& judgement, const std::vector<config::Override>& overrides) {
    const Alert as_shipped{.key = judgement.key, .severity = judgement.severity};
    for (const auto& over : overrides) {
        if (!matches(over, as_shipped)) continue;
        if (over.hold) judgement.hold = *over.hold;
        if (over.severity) {
            judgement.severity =
                invariants::parse_severity(*over.severity).value_or(judgement.severity);
        }
    }
}

}  // namespace

std::vector<JudgedInvariant> judge(const cluster::ClusterView& view, Monotonic now) {
    std::vector<JudgedInvariant> all;
    const auto heard = invariants::whole_cluster::last_heard(view, now);
    bool out_of_reach = false;
    for (const auto& invariant : invariants::catalog()) {
        all.push_back({&invariant, invariant.evaluate(view, now)});
        if (invariant.id == unreachable) {
            out_of_reach = is_violated(all.back());
            continue;
        }
        for (auto& verdict : all.back().verdicts) {
            if (out_of_reach || (verdict.since && (!heard || verdict.since->mono > *heard))) {
                verdict = invariants::unknown("Nothing of this cluster answers.").of(verdict.node);
            }
        }
    }
    return all;
}

std::vector<Judgement> judgements(const std::string& cluster,
                                  const std::vector<JudgedInvariant>& judged,
                                  const std::vector<config::Override>& overrides) {
    std::vector<Judgement> all;
    for (const auto& [invariant, verdicts] : judged) {
        for (const auto& verdict : verdicts) {
            Judgement judgement{.key = {cluster, std::string(invariant->id.tier),
                                        std::string(invariant->id.name), verdict.node},
                                .severity = invariant->severity,
                                .hold = verdict.hold.value_or(invariant->hold),
                                .keep_firing = invariant->keep_firing,
                                .looks_back = invariant->looks_back,
                                .state = verdict.state,
                                .summary = std::string(invariant->summary),
                                .text = verdict.text,
                                .cause = cause_of(*invariant, verdict.node, judged),
                                .possible_causes = invariant->because_of,
                                .evidence = verdict.evidence,
                                .since = verdict.since};
            apply_overrides(judgement, overrides);
            all.push_back(std::move(judgement));
        }
    }
    return all;
}

void apply_overrides(std::vector<Judgement>& judgements,
                     const std::vector<config::Override>& overrides) {
    for (auto& judgement : judgements) apply_overrides(judgement, overrides);
}

Judgement watchdog(const std::string& agent) {
    return {.key = {.tier = "agent", .name = "Watchdog", .node = agent},
            .severity = invariants::Severity::none,
            .state = State::violated,
            .summary = "druidwatch is alive.",
            .text = fmt::format("{} completes its rounds; when this alert ends, nobody watches.",
                                agent)};
}

}  // namespace druidwatch::alerting
