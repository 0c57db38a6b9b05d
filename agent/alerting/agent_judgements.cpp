#include "alerting/agent_judgements.hpp"

#include <fmt/format.h>

namespace druidwatch::alerting {

using invariants::Severity;
using invariants::State;

Judgement configuration_stale(const std::string& agent, const std::vector<std::string>& errors,
                              WallTime failed_at) {
    Judgement judgement{.key = {.tier = "agent", .name = "ConfigurationStale", .node = agent},
                        .severity = Severity::warning,
                        .state = errors.empty() ? State::holds : State::violated,
                        .summary = "A druidwatch agent could not take its new configuration."};
    if (errors.empty()) return judgement;
    judgement.text = fmt::format("{} goes on by the configuration of before: {}", agent, errors[0]);
    for (const auto& error : errors) judgement.evidence.push_back({agent, error, failed_at});
    return judgement;
}

Judgement peer_silent(const std::string& peer, const std::string& error, WallTime failed_at) {
    Judgement judgement{.key = {.tier = "agent", .name = "PeerSilent", .node = peer},
                        .severity = Severity::warning,
                        .hold = 1min,
                        .state = error.empty() ? State::holds : State::violated,
                        .summary = "A druidwatch agent does not answer its peer."};
    if (error.empty()) return judgement;
    judgement.text = fmt::format("{} does not answer: {}", peer, error);
    judgement.evidence.push_back({peer, error, failed_at});
    return judgement;
}

}  // namespace druidwatch::alerting
