#include "watch/sentence.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace druidwatch::watch {
namespace {

using alerting::Alert;
using alerting::AlertState;
using invariants::Headroom;
using invariants::Severity;
using invariants::State;

/// A consequence is told by its cause, and an event is no fault.
bool is_a_fault_of_its_own(const Alert& alert) {
    return alert.state != AlertState::resolved && alert.violated_now &&
           alert.severity <= Severity::warning && alert.probable_cause.empty();
}

std::string_view phrase_of(const Alert& alert) {
    const auto* row = invariants::find({alert.key.tier, alert.key.name});
    return row ? row->phrase : std::string_view("is not well");
}

std::string_view node_kind(std::string_view tier) {
    if (tier == "zookeeper") return "ZooKeeper member";
    if (tier == "metadata") return "metadata store node";
    if (tier == "coordinator") return "Coordinator";
    if (tier == "overlord") return "Overlord";
    if (tier == "broker") return "Broker";
    return "balancer";
}

std::string count(int nodes) {
    switch (std::max(nodes, 0)) {
        case 0:
            return "no";
        case 1:
            return "one more";
        case 2:
            return "two more";
        default:
            return fmt::format("{} more", nodes);
    }
}

/// A balancer's one address may well be a moving one: it says nothing about the next failure.
std::string what_may_fail(const std::vector<Headroom>& headroom) {
    std::vector<std::string> parts;
    for (const auto& tier : headroom) {
        if (tier.tier == "balancer" || !tier.nodes) continue;
        const auto verb = parts.empty() ? " may fail" : *tier.nodes > 0 ? "" : " may";
        const auto plural = *tier.nodes > 1 ? "s" : "";
        parts.push_back(
            fmt::format("{} {}{}{}", count(*tier.nodes), node_kind(tier.tier), plural, verb));
    }
    if (parts.empty()) return {};
    auto text = fmt::format("{}", fmt::join(parts, ", "));
    text.front() = static_cast<char>(std::toupper(text.front()));
    return " " + text + ".";
}

std::string first_unknown(const std::vector<alerting::JudgedInvariant>& judged) {
    for (const auto& [invariant, verdicts] : judged) {
        for (const auto& verdict : verdicts) {
            if (verdict.state == State::unknown && !verdict.text.empty()) return verdict.text;
        }
    }
    return "Nothing was asked yet.";
}

}  // namespace

std::string sentence(const std::string& cluster, const std::vector<Alert>& alerts,
                     const std::vector<alerting::JudgedInvariant>& judged,
                     const std::vector<Headroom>& headroom, WallTime now) {
    const auto worst = std::ranges::find_if(alerts, is_a_fault_of_its_own);
    if (worst != alerts.end()) {
        return fmt::format("{} {}, for {}.", cluster, phrase_of(*worst),
                           human(now - worst->violated_since));
    }
    // Below zero, and yet nothing is proved to be violated: its proof is on the way.
    const bool clear = std::ranges::all_of(
        headroom, [](const Headroom& tier) { return tier.nodes.value_or(-1) >= 0; });
    if (!clear)
        return fmt::format("It can't be told whether {} stands. {}", cluster,
                           first_unknown(judged));
    return fmt::format("{} stands.{}", cluster, what_may_fail(headroom));
}

}  // namespace druidwatch::watch
