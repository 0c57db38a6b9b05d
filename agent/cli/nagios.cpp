#include "cli/nagios.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace druidwatch::cli {
namespace {

using invariants::Severity;
using invariants::State;

struct Findings {
    int critical = 0;
    int warning = 0;
    int unknown = 0;
    std::vector<std::string> lines;
};

constexpr invariants::InvariantId out_of_reach{"cluster", "Unreachable"};

void add(Findings& findings, const invariants::Invariant& row, const invariants::Verdict& verdict) {
    if (verdict.state == State::unknown) ++findings.unknown;
    if (verdict.state == State::violated && row.id == out_of_reach) {
        // In one round that is no proof: whoever reached nobody could not check.
        ++findings.unknown;
        findings.lines.push_back("unknown: " + verdict.text);
        return;
    }
    if (verdict.state != State::violated) return;
    if (row.severity == Severity::critical) ++findings.critical;
    if (row.severity == Severity::warning) ++findings.warning;
    if (row.severity > Severity::warning) return;
    findings.lines.push_back(fmt::format("{}: {}", name_of(row.severity), verdict.text));
}

Findings find(const watch::Snapshot& snapshot) {
    Findings findings;
    for (const auto& cluster : snapshot.clusters) {
        for (const auto& [row, verdicts] : cluster.judged) {
            for (const auto& verdict : verdicts) add(findings, *row, verdict);
        }
    }
    return findings;
}

/// A metric of Nagios: headroom below 1 warns, below 0 is critical.
std::string perfdata(const watch::Snapshot& snapshot) {
    std::vector<std::string> values;
    for (const auto& cluster : snapshot.clusters) {
        for (const auto& tier : cluster.headroom) {
            values.push_back(fmt::format("'{}_{}_headroom'={};1:;0:", cluster.view.name, tier.tier,
                                         tier.nodes ? std::to_string(*tier.nodes) : "U"));
        }
    }
    return fmt::format("{}", fmt::join(values, " "));
}

}  // namespace

NagiosResult nagios_result(const watch::Snapshot& snapshot) {
    const auto findings = find(snapshot);
    const int status = findings.critical > 0  ? 2
                       : findings.warning > 0 ? 1
                       : findings.unknown > 0 ? 3
                                              : 0;
    constexpr std::string_view words[] = {"OK", "WARNING", "CRITICAL", "UNKNOWN"};
    std::vector<std::string> sentences;
    for (const auto& cluster : snapshot.clusters) sentences.push_back(cluster.sentence);
    auto text = fmt::format("DRUID {} - {} | {}\n", words[status], fmt::join(sentences, " "),
                            perfdata(snapshot));
    for (const auto& line : findings.lines) text += line + "\n";
    return {status, std::move(text)};
}

}  // namespace druidwatch::cli
