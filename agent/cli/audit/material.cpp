#include "cli/audit/material.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace druidwatch::cli::auditing {
namespace {

using invariants::State;
using invariants::Verdict;

/// The verdicts of these rows that are in this state.
std::vector<const Verdict*> find(const Material& material,
                                 std::initializer_list<invariants::InvariantId> ids, State state) {
    std::vector<const Verdict*> found;
    for (const auto& [row, verdicts] : material.cluster.judged) {
        if (std::ranges::find(ids, row->id) == ids.end()) continue;
        for (const auto& verdict : verdicts) {
            if (verdict.state == state) found.push_back(&verdict);
        }
    }
    return found;
}

/// Each text and each line once: rows that judge one thing from two sides share their witnesses.
Outcome merged(Answer answer, const std::vector<const Verdict*>& verdicts) {
    Outcome outcome{.answer = answer};
    std::vector<std::string> texts;
    for (const auto* verdict : verdicts) {
        if (std::ranges::find(texts, verdict->text) == texts.end()) texts.push_back(verdict->text);
        for (const auto& line : verdict->evidence) {
            auto& lines = outcome.evidence;
            if (std::ranges::find(lines, line) == lines.end()) lines.push_back(line);
        }
    }
    outcome.text = fmt::format("{}", fmt::join(texts, " "));
    return outcome;
}

}  // namespace

Outcome kept(std::string text, cluster::EvidenceList evidence) {
    return {Answer::kept, std::move(text), std::move(evidence)};
}

Outcome broken(std::string text, cluster::EvidenceList evidence) {
    return {Answer::broken, std::move(text), std::move(evidence)};
}

Outcome unknown(std::string text, cluster::EvidenceList evidence) {
    return {Answer::unknown, std::move(text), std::move(evidence)};
}

Outcome by_catalog(const Material& material, std::initializer_list<invariants::InvariantId> ids,
                   Outcome otherwise) {
    const auto violated = find(material, ids, State::violated);
    if (!violated.empty()) return merged(Answer::broken, violated);
    if (otherwise.answer == Answer::broken) return otherwise;
    const auto unclear = find(material, ids, State::unknown);
    return unclear.empty() ? otherwise : merged(Answer::unknown, unclear);
}

}  // namespace druidwatch::cli::auditing
