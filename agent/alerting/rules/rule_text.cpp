#include "alerting/rules/rule_text.hpp"

#include <fmt/format.h>

#include "config/values.hpp"

namespace druidwatch::alerting {
namespace {

std::string indented(std::string_view text, std::string_view by) {
    std::string all(by);
    for (const char letter : text) {
        all += letter;
        if (letter == '\n') all += by;
    }
    return all;
}

// Every agent that is scraped says where it is reached: any will do.
constexpr std::string_view external_url =
    R"({{ with query "druidwatch_agent_info" }}{{ . | first | label "external_url" }}{{ end }})";

std::string duration_line(std::string_view key, milliseconds duration) {
    if (duration == milliseconds{0}) return {};
    return fmt::format("        {}: {}\n", key, config::print_duration(duration));
}

}  // namespace

std::string yaml_quoted(std::string_view text) {
    std::string quoted = "'";
    for (const char letter : text) {
        quoted += letter;
        if (letter == '\'') quoted += letter;
    }
    return quoted + "'";
}

std::string promql_quoted(std::string_view text) {
    std::string quoted = "\"";
    for (const char letter : text) {
        if (letter == '"' || letter == '\\') quoted += '\\';
        if (letter == '\n') {
            quoted += "\\n";
        } else {
            quoted += letter;
        }
    }
    return quoted + "\"";
}

std::string group_head(std::string_view name, milliseconds interval) {
    auto head = fmt::format("  - name: {}\n", name);
    if (interval != milliseconds{0}) {
        head += fmt::format("    interval: {}\n", config::print_duration(interval));
    }
    return head + "    rules:\n";
}

std::string text_of(const AlertingRule& rule) {
    auto text = fmt::format("      - alert: DruidHa{}\n        expr: |-\n{}\n", rule.alert,
                            indented(rule.expr, "          "));
    text += duration_line("for", rule.hold);
    text += duration_line("keep_firing_for", rule.keep_firing);
    text += fmt::format("        labels:\n          severity: {}\n          tier: {}\n",
                        rule.severity, rule.tier);
    text += fmt::format(
        "        annotations:\n"
        "          summary: {}\n"
        "          description: {}\n"
        "          runbook_url: {}\n",
        yaml_quoted(rule.summary), yaml_quoted(rule.description),
        yaml_quoted(fmt::format("{}/runbooks/{}", external_url, rule.runbook)));
    return text;
}

std::string text_of(const RecordingRule& rule) {
    return fmt::format("      - record: {}\n        expr: |-\n{}\n", rule.record,
                       indented(rule.expr, "          "));
}

}  // namespace druidwatch::alerting
