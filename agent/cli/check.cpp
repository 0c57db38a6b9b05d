#include "cli/check.hpp"

#include <cstdio>

#include <fmt/format.h>

#include "cli/nagios.hpp"
#include "cli/startup.hpp"
#include "cli/version.hpp"
#include "watch/conductor.hpp"

namespace druidwatch::cli {
namespace {

/// Some verdicts need a second answer, so a little is waited for them once all was asked.
bool nothing_is_unclear(const watch::Snapshot& snapshot) {
    for (const auto& cluster : snapshot.clusters) {
        if (!cluster.complete) return false;
        for (const auto& [row, verdicts] : cluster.judged) {
            for (const auto& verdict : verdicts) {
                if (verdict.state == invariants::State::unknown) return false;
            }
        }
    }
    return true;
}

net::Task<void> stop_after(net::Loop& loop, milliseconds patience) {
    co_await loop.wheel().sleep_until(loop.in(patience));
    loop.stop();
}

watch::SnapshotPtr one_round(const Startup& startup, const Options& options) {
    watch::SnapshotBoard board;
    net::Loop loop;
    net::HttpClient http(loop);
    board.on_change([&] {
        if (nothing_is_unclear(*board.latest())) loop.stop();
    });
    watch::Conductor conductor(loop, http, startup.config, startup.secrets.values,
                               {agent_name(options), std::string(version())}, board);
    conductor.start();
    loop.spawn(stop_after(loop, 2 * startup.config.global.poll_timeout + 2s));
    loop.run();
    return board.latest();
}

}  // namespace

int check(const Options& options) {
    const auto startup = prepare(options);
    if (!startup) {
        fmt::print("DRUID UNKNOWN - {}\n", startup.error().front());
        return 3;
    }
    const auto result = nagios_result(*one_round(*startup, options));
    fmt::print("{}", result.text);
    return result.status;
}

}  // namespace druidwatch::cli
