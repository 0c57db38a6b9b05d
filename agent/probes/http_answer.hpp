#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace druidwatch::probes {

/// What an HTTP status means that is not an answer to the question: who we are was not accepted
/// (401), we may not (403), it can't (5xx), anything else is no answer. Whoever asked adds what
/// was attempted, and on whom.
Failure failure_of_status(int status, std::string_view body);

}  // namespace druidwatch::probes
