#pragma once

#include <map>
#include <span>
#include <string>

#include "alerting/alert.hpp"

namespace druidwatch::alerting {

/// Who sends, and where a person reads on.
struct Sender {
    std::string agent;         ///< host:port of the external URL
    std::string external_url;  ///< an alert's generatorURL
    std::string runbooks;      ///< followed by "/zookeeper/QuorumLost"; empty: no runbook_url
};

/// A firing alert ends this far ahead unless it is sent again: an agent that is cut off resolves
/// nothing, what it fired lapses.
inline constexpr milliseconds ends_ahead = 4min;

/// summary, description, runbook_url, evidence, probable_cause, agent: what there is of them.
std::map<std::string, std::string> annotations_of(const Alert& alert, const Sender& sender);

/// The body of POST /api/v2/alerts at the time `now`, for alerts that fire or have resolved.
std::string alertmanager_payload(std::span<const Alert> alerts, const Sender& sender, WallTime now);

}  // namespace druidwatch::alerting
