#include "watch/one_round.hpp"

namespace druidwatch::watch {
namespace {

net::Task<void> stop_after(net::Loop& loop, milliseconds patience) {
    co_await loop.wheel().sleep_until(loop.in(patience));
    loop.stop();
}

}  // namespace

SnapshotPtr one_round(const config::Config& config, const Secrets& secrets,
                      const Identity& identity, const RoundEnd& end, std::stop_token stop) {
    SnapshotBoard board;
    net::Loop loop;
    net::HttpClient http(loop);
    board.on_change([&] {
        if (end.enough(*board.latest())) loop.stop();
    });
    auto told = Settings{config, secrets};
    told.config.alerting.peers.clear();  // a round is over before they would speak
    const auto settings = std::make_shared<const Settings>(std::move(told));
    Conductor conductor(loop, http, settings, identity, board);
    conductor.start();
    loop.spawn(stop_after(loop, end.patience));
    // Posted, for a stop before the loop runs would be forgotten.
    const std::stop_callback stopped(stop, [&loop] { loop.post([&loop] { loop.stop(); }); });
    loop.run();
    return board.latest();
}

}  // namespace druidwatch::watch
