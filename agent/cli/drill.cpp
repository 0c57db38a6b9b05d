#include "cli/drill.hpp"

#include <cstdio>
#include <optional>

#include <fmt/format.h>

#include "cli/drill/drill.hpp"
#include "cli/terminal.hpp"
#include "cli/told/agent_api.hpp"

namespace druidwatch::cli {
namespace {

constexpr milliseconds pause{250};

net::Task<void> look_again(AgentApi& agent, Drill& drill, const std::string& history) {
    const auto view = co_await agent.view();
    if (!view) {
        drill.miss();
        co_return;
    }
    drill.see(*view);
    const auto document = co_await agent.get(history);
    if (!document) co_return;
    if (const auto events = read_history(*document)) drill.hear(*events);
}

net::Task<void> follow(net::Loop& loop, AgentApi& agent, std::optional<Drill>& drill) {
    const auto first = co_await agent.view();
    if (!first) {
        say(first.error());
        loop.stop();
        co_return;
    }
    drill.emplace(*first);
    const auto history =
        fmt::format("/api/v1/history?from={}&limit=5000", rfc3339(drill->report().began));
    say(fmt::format("{} watches; break something now, heal it, and wait. Ctrl-C ends the drill.",
                    first->agent));
    while (!drill->over()) {
        co_await loop.wheel().sleep_until(loop.in(pause));
        co_await look_again(agent, *drill, history);
        for (const auto& line : drill->take_news()) say(harmless(line));
    }
    loop.stop();
}

net::Task<void> stop_after(net::Loop& loop, milliseconds timeout) {
    co_await loop.wheel().sleep_until(loop.in(timeout));
    loop.stop();
}

}  // namespace

int drill(const Options& options) {
    std::optional<Drill> drill;
    ask_agent(options, [&](net::Loop& loop, AgentApi& agent) {
        loop.spawn(stop_after(loop, options.timeout));
        return follow(loop, agent, drill);
    });
    if (!drill) return 3;
    const auto report = drill->report();
    fmt::print("{}",
               options.format == OutputFormat::json ? drill_json(report) : drill_text(report));
    return exit_status(report);
}

}  // namespace druidwatch::cli
