#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/drill/drill_report.hpp"
#include "cli/terminal.hpp"

namespace druidwatch::cli {
namespace {

/// "+1.234 s", after the first sign.
std::string after(const DrillReport& report, WallTime at) {
    const auto seconds = std::chrono::duration<double>(at - report.first_sign.value_or(at)).count();
    return fmt::format("{:+.3f} s", seconds);
}

std::string over_words(const DrillReport& report, const DrillAlert& alert) {
    if (!alert.over_at) return "NOT RESOLVED";
    return (alert.fired_at ? "resolved " : "over before it fired, ") +
           after(report, *alert.over_at);
}

std::string line_of(const DrillReport& report, const DrillAlert& alert) {
    auto line =
        fmt::format("  {}  {} {}", after(report, alert.since), alert.severity, alert.identity);
    if (alert.fired_at) line += ", fired " + after(report, *alert.fired_at);
    line += ", " + over_words(report, alert) + "\n";
    line += "      " + alert.description + "\n";
    if (!alert.cause.empty()) line += "      cause: " + alert.cause + "\n";
    return line;
}

std::string_view standing_words(const std::optional<bool>& stands) {
    if (!stands) return "unclear";
    return *stands ? "stands" : "does not stand";
}

std::string detected(const DrillReport& report) {
    std::string text = "\nWhat was detected, after the first sign:\n";
    for (const auto& alert : report.alerts) text += line_of(report, alert);
    if (report.alerts.empty()) text += "  no alert\n";
    return text;
}

std::string verdicts(const DrillReport& report) {
    if (report.verdicts.empty()) return {};
    std::string text = "\nVerdicts:\n";
    for (const auto& verdict : report.verdicts) {
        text += fmt::format("  {}  {}: {}\n", after(report, verdict.at),
                            standing_words(verdict.stands), verdict.sentence);
    }
    return text;
}

std::string failovers(const DrillReport& report) {
    std::string text = "\nWhat failover cost:\n";
    for (const auto& change : report.changes) {
        text += fmt::format("  {}  {} {}: {}\n", after(report, change.at), change.cluster,
                            change.tier, change.text);
    }
    if (report.changes.empty()) text += "  nobody else leads\n";
    for (const auto& outage : report.outages) {
        if (outage.down > 0s) {
            text += fmt::format("  {} did not stand for {}\n", outage.cluster, human(outage.down));
        }
        if (outage.unclear > 0s) {
            text += fmt::format("  for {} it could not be told whether {} stands\n",
                                human(outage.unclear), outage.cluster);
        }
    }
    return text;
}

std::string unresolved(const DrillReport& report) {
    std::string text;
    for (const auto& alert : report.alerts) {
        if (!alert.over_at) text += "  " + alert.identity + "\n";
    }
    if (text.empty()) {
        return report.calm ? "\nAll is calm again.\n" : "\nIt does not stand again.\n";
    }
    return "\nWhat did not resolve:\n" + text;
}

std::string clean(const std::string& text) {
    std::string lines;
    for (std::size_t begin = 0; begin < text.size();) {
        const auto end = std::min(text.find('\n', begin), text.size());
        lines += harmless(text.substr(begin, end - begin)) + "\n";
        begin = end + 1;
    }
    return lines;
}

}  // namespace

int exit_status(const DrillReport& report) {
    if (!report.first_sign) return 1;
    return report.calm ? 0 : 2;
}

std::string drill_text(const DrillReport& report) {
    auto text = fmt::format("Drill of {}, from {} to {}\n", human(report.ended - report.began),
                            rfc3339(report.began), rfc3339(report.ended));
    if (!report.before.empty()) {
        text += fmt::format("Wrong before, and not counted: {}\n", fmt::join(report.before, "; "));
    }
    if (report.unanswered > 0) {
        text += fmt::format("The agent did not answer {} times\n", report.unanswered);
    }
    if (!report.first_sign) return clean(text + "Nothing was detected.\n");
    text += fmt::format("First sign: {}\n", rfc3339(*report.first_sign));
    return clean(text + detected(report) + verdicts(report) + failovers(report) +
                 unresolved(report));
}

}  // namespace druidwatch::cli
