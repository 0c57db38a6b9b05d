#include "cli/audit/text.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace druidwatch::cli::auditing {
namespace {

/// Those who said the same, in the order in which the first of them said it.
struct Line {
    std::vector<std::string> who;
    std::string said;
};

std::vector<Line> lines_of(const cluster::EvidenceList& evidence) {
    std::vector<Line> lines;
    for (const auto& one : evidence) {
        auto found = std::ranges::find(lines, one.said, &Line::said);
        if (found == lines.end()) {
            lines.push_back({{one.who}, one.said});
        } else if (std::ranges::find(found->who, one.who) == found->who.end()) {
            found->who.push_back(one.who);
        }
    }
    return lines;
}

std::string_view mark_of(Answer answer) {
    switch (answer) {
        case Answer::kept:
            return "kept   ";
        case Answer::broken:
            return "BROKEN ";
        case Answer::unknown:
            return "unknown";
    }
    return {};
}

std::string text_of(const Finding& finding) {
    const auto& outcome = finding.outcome;
    auto text = fmt::format("  {}  {}\n           {}\n", mark_of(outcome.answer), finding.sentence,
                            outcome.text);
    for (const auto& line : lines_of(outcome.evidence)) {
        text += fmt::format("             {}: {}\n", fmt::join(line.who, ", "), line.said);
    }
    if (!finding.remedy.empty()) text += fmt::format("           Remedy: {}\n", finding.remedy);
    return text;
}

std::string text_of(const ClusterAudit& audit) {
    auto text = fmt::format("{}: {} kept, {} broken, {} unknown.\n", audit.cluster,
                            audit.count(Answer::kept), audit.count(Answer::broken),
                            audit.count(Answer::unknown));
    std::string_view source;
    for (const auto& finding : audit.findings) {
        if (finding.source != source) text += fmt::format("\n{}\n", finding.source);
        source = finding.source;
        text += text_of(finding);
    }
    return text;
}

}  // namespace

std::string text_of(const std::vector<ClusterAudit>& audits) {
    std::string text;
    for (const auto& audit : audits) {
        if (!text.empty()) text += '\n';
        text += text_of(audit);
    }
    return text;
}

}  // namespace druidwatch::cli::auditing
