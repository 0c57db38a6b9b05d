#pragma once

#include <map>
#include <string>
#include <vector>

#include "config/config.hpp"
#include "invariants/catalog.hpp"

namespace druidwatch::alerting {

/// How long the alert of a row waits. The push knows the case at hand, a rule does not.
struct Holds {
    milliseconds shortest;
    milliseconds longest;
};

Holds holds_of(const invariants::Invariant& row, const config::Global& global);

/// A part of a row's alerts that has one severity and one hold: `is` and `is_not` are of their
/// labels. Without an override there is one part, of all of them.
struct RuleCase {
    std::map<std::string, std::string> is;
    std::vector<std::pair<std::string, std::string>> is_not;
    invariants::Severity severity = invariants::Severity::warning;
    Holds holds{};
};

/// The parts into which the overrides divide a row's alerts; none overlaps another.
std::vector<RuleCase> cases_of(const invariants::Invariant& row, const config::Config& config);

}  // namespace druidwatch::alerting
