#pragma once

#include <functional>
#include <stop_token>

#include "config/config.hpp"
#include "watch/conductor.hpp"
#include "watch/secrets.hpp"

namespace druidwatch::watch {

/// When a round is over.
struct RoundEnd {
    std::function<bool(const Snapshot& snapshot)> enough;
    milliseconds patience;  ///< at the latest after this
};

/// Asks whatever the configuration names, on a loop of its own: the thread that calls waits. What
/// was known at the end, or when `stop` was requested.
SnapshotPtr one_round(const config::Config& config, const Secrets& secrets,
                      const Identity& identity, const RoundEnd& end, std::stop_token stop = {});

}  // namespace druidwatch::watch
