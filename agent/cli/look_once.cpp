#include "cli/look_once.hpp"

#include "cli/version.hpp"
#include "watch/one_round.hpp"

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

}  // namespace

watch::SnapshotPtr look_once(const Startup& startup, const Options& options) {
    return watch::one_round(startup.config, startup.secrets.values,
                            {agent_name(options), std::string(version())},
                            {nothing_is_unclear, 2 * startup.config.global.poll_timeout + 2s});
}

}  // namespace druidwatch::cli
