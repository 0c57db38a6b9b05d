#include "exporters/prometheus/reference.hpp"

#include <fmt/format.h>

#include "exporters/prometheus/subjects.hpp"

namespace druidwatch::exporters {
namespace {

constexpr std::string_view preface =
    R"(# Metrics

Written by `python3 tests/checks/metrics_reference.py --write`, from what the code declares; change it there.

`druid_ha_…` is what is watched, `druidwatch_…` the agent itself, `process_…` what the kernel says of its process.
`druid_cluster` is the name in the configuration, `node` is `host:port`, `tier` is one of `zookeeper`, `metadata`,
`master`, `coordinator`, `overlord`, `broker`, `balancer` and `router`.

Values are as of the agent's own timers, not of the scrape. What is not known is absent, not frozen: a series is left out
as soon as its evidence is too old. When the newest snapshot is older than 30 s, `/metrics` says nothing that begins with
`druid_ha_`. A label that is empty is left out, as Prometheus would.
)";

std::string in_code(const LabelNames& labels) {
    std::string text;
    for (const auto label : labels) {
        text += fmt::format("{}`{}`", text.empty() ? "" : " ", label);
    }
    return text;
}

std::string row(const Family& family) {
    return fmt::format("| `{}` | {} | {} | {} | {} | {} |\n", family.name, name_of(family.kind),
                       family.unit, in_code(family.labels), family.help, family.absent);
}

std::string chapter(const Subject& subject) {
    auto text = fmt::format("\n## {}\n\n", subject.title);
    if (!subject.introduction.empty()) text += fmt::format("{}\n\n", subject.introduction);
    text += "| metric | type | unit | labels | what it says | absent |\n";
    text += "| --- | --- | --- | --- | --- | --- |\n";
    for (const auto& family : subject.families) text += row(family);
    return text;
}

}  // namespace

std::string metrics_reference() {
    std::string text(preface);
    for (const auto& subject : subjects()) text += chapter(subject);
    return text;
}

}  // namespace druidwatch::exporters
