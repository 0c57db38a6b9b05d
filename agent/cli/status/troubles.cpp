#include <algorithm>
#include <array>
#include <map>
#include <vector>

#include <fmt/format.h>

#include "cli/status/parts.hpp"

namespace druidwatch::cli {
namespace {

constexpr std::string_view watchdog = "DruidHaWatchdog";  // it fires as long as all is well

std::string_view code_of(Colour colour) {
    static constexpr std::array codes{std::string_view{},     std::string_view{"1"},
                                      std::string_view{"2"},  std::string_view{"32"},
                                      std::string_view{"33"}, std::string_view{"31"}};
    return codes[static_cast<std::size_t>(colour)];
}

std::string_view mark_of(const ToldAlert& alert) {
    if (alert.in_maintenance) return "⏸";
    return alert.severity == "critical" || alert.severity == "warning" ? "✕" : "·";
}

/// "critical DruidHaNoLeader, overlord, firing since 2026-... (14 s)"
std::string headline(const ToldAlert& alert, WallTime now) {
    auto place = alert.tier;
    if (!alert.node.empty()) place += " " + alert.node;
    const auto end = alert.resolved_at.value_or(now);
    const auto for_how_long = human(std::max(end - alert.since, WallTime::duration::zero()));
    const auto* maintenance = alert.in_maintenance ? ", in maintenance" : "";
    return harmless(fmt::format("{} {} {}, {}, {} since {}, for {}{}", mark_of(alert),
                                alert.severity, alert.name, place, alert.state,
                                rfc3339(alert.since), for_how_long, maintenance));
}

std::string indented(std::string_view text, const Look& look) {
    return "    " + wrapped(harmless(text), 4, look.columns) + "\n";
}

std::string told_of(const ToldAlert& alert, WallTime now, const Look& look) {
    auto text = painted(wrapped(headline(alert, now), 0, look.columns),
                        colour_of_severity(alert.severity), look) +
                "\n";
    text += indented(alert.description, look);
    if (!alert.cause.empty()) text += indented("cause: " + alert.cause, look);
    for (const auto& [who, said, at] : alert.evidence) {
        text += indented(fmt::format("{}: {} ({})", who, said, rfc3339(at)), look);
    }
    if (!alert.runbook_url.empty()) text += indented("runbook: " + alert.runbook_url, look);
    return text;
}

/// An invariant that could not be checked, of the whole tier or of some nodes.
struct Concern {
    std::string invariant;
    std::vector<std::string> nodes;
};

void add(std::vector<Concern>& concerns, const ToldUnknown& unknown) {
    const auto invariant = unknown.tier + " " + unknown.name;
    auto found = std::ranges::find(concerns, invariant, &Concern::invariant);
    if (found == concerns.end()) found = concerns.insert(found, {.invariant = invariant});
    if (!unknown.node.empty()) found->nodes.push_back(unknown.node);
}

std::string words_of(const std::vector<Concern>& concerns) {
    std::string words;
    for (const auto& [invariant, nodes] : concerns) {
        words += (words.empty() ? "" : ", ") + invariant;
        if (nodes.size() == 1) words += " of " + nodes.front();
        if (nodes.size() > 1) words += fmt::format(" of {} nodes", nodes.size());
    }
    return words;
}

}  // namespace

std::string painted(std::string_view text, Colour colour, const Look& look) {
    if (!look.colour || colour == Colour::none) return std::string(text);
    return fmt::format("\x1b[{}m{}\x1b[0m", code_of(colour), text);
}

Colour colour_of_severity(std::string_view severity) {
    if (severity == "critical") return Colour::red;
    return severity == "warning" ? Colour::yellow : Colour::none;
}

std::string alert_list(const AgentView& view, std::string_view cluster, const Look& look) {
    std::string causes;
    std::string consequences;
    for (const auto& alert : view.alerts) {
        if (alert.cluster != cluster || !alert.is_open() || alert.name == watchdog) continue;
        (alert.cause.empty() ? causes : consequences) += told_of(alert, view.taken, look);
    }
    const auto text = causes + consequences;
    return text.empty() ? text : painted("What is wrong", Colour::bold, look) + "\n" + text;
}

std::string unknown_list(const ToldCluster& cluster, const Look& look) {
    // Of what is not answered much depends: its words stand once, with all that they concern.
    std::vector<std::string> order;
    std::map<std::string, std::vector<Concern>> concerned;
    for (const auto& unknown : cluster.unknowns) {
        auto& concerns = concerned[unknown.text];
        if (concerns.empty()) order.push_back(unknown.text);
        add(concerns, unknown);
    }
    std::string text;
    for (const auto& words : order) {
        text += "? " + wrapped(harmless(words.empty() ? "not asked yet" : words), 2, look.columns);
        text += "\n" + indented("so not: " + words_of(concerned[words]), look);
    }
    for (const auto& [node, question, said, remedy] : cluster.refusals) {
        text += "? " +
                wrapped(harmless(fmt::format("{} {}: {}", node, question, said)), 2, look.columns);
        text += "\n" + indented("remedy: " + remedy, look);
    }
    if (text.empty()) return text;
    return painted("Could not be checked", Colour::bold, look) + "\n" + text;
}

}  // namespace druidwatch::cli
