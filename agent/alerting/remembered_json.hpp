#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "alerting/remembered.hpp"

namespace druidwatch::alerting {

/// One remembered alert as JSON; its times are microseconds since 1970, UTC.
std::string to_json(const RememberedAlert& remembered);

/// Nothing where it was not written by `to_json`. What an older version did not write has its
/// default.
std::optional<RememberedAlert> parse_remembered(std::string_view json);

}  // namespace druidwatch::alerting
