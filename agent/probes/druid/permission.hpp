#pragma once

#include <string_view>

#include "base/result.hpp"

namespace druidwatch::probes::druid {

/// What Druid's basic security wants of whoever asks a question (facts: druid.md §6).
enum class Permission {
    none,         ///< answered to everybody
    user,         ///< any user that is known
    state_read,   ///< READ on the resource STATE
    config_read,  ///< READ on the resource CONFIG
};

/// What a status means that is not an answer to the question. Where we are not let through, it
/// names what is missing: `authentication` (401, or a redirect as to a login page) or
/// `not_allowed` (403). Whoever asked adds what was attempted, and on whom.
Failure failure_of_answer(int status, std::string_view body, Permission needed);

}  // namespace druidwatch::probes::druid
