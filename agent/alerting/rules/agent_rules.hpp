#pragma once

#include <span>
#include <string>
#include <string_view>

namespace druidwatch::alerting {

/// An alert about the agents that only Prometheus can raise, and what is its cause.
struct AgentCause {
    std::string_view alert;  ///< without DruidHa
    std::string_view because_of;
};

std::span<const AgentCause> agent_causes();

/// The group of alerts about the agents themselves.
std::string agent_rules();

/// The groups that record how available each tier was.
std::string availability_rules();

}  // namespace druidwatch::alerting
