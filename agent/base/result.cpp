#include "base/result.hpp"

#include <utility>

#include <fmt/format.h>

namespace druidwatch {

std::string_view name_of(Reason reason) {
    switch (reason) {
        case Reason::refused:
            return "refused";
        case Reason::unreachable:
            return "unreachable";
        case Reason::timed_out:
            return "timed_out";
        case Reason::reset:
            return "reset";
        case Reason::closed:
            return "closed";
        case Reason::exhausted:
            return "exhausted";
        case Reason::starting_up:
            return "starting_up";
        case Reason::tls:
            return "tls";
        case Reason::authentication:
            return "authentication";
        case Reason::not_allowed:
            return "not_allowed";
        case Reason::unavailable:
            return "unavailable";
        case Reason::protocol:
            return "protocol";
        case Reason::too_large:
            return "too_large";
    }
    std::unreachable();
}

std::string to_string(const Failure& failure) {
    return fmt::format(
        "{} on {}: {}", failure.attempted, failure.target,
        failure.answer.empty() ? std::string(name_of(failure.reason)) : failure.answer);
}

Standing standing_of(Reason reason) {
    switch (reason) {
        case Reason::refused:
            return Standing::down;
        case Reason::unreachable:
        case Reason::timed_out:
            return Standing::silent;
        case Reason::tls:
        case Reason::authentication:
        case Reason::not_allowed:
            return Standing::not_allowed;
        case Reason::reset:
        case Reason::closed:
        case Reason::exhausted:
        case Reason::starting_up:
        case Reason::unavailable:
        case Reason::protocol:
        case Reason::too_large:
            return Standing::rejected;
    }
    std::unreachable();
}

}  // namespace druidwatch
