#pragma once

#include <expected>
#include <string>
#include <string_view>

namespace druidwatch {

/// Why a question got no answer. What a reason means for a node is `standing_of`.
enum class Reason {
    refused,         ///< the host said that nobody listens
    unreachable,     ///< no route, or the name does not resolve: says nothing about the node
    timed_out,       ///< silence until the deadline
    reset,           ///< accepted, then reset
    closed,          ///< accepted, then closed without an answer
    exhausted,       ///< no connection slots left there: alive
    starting_up,     ///< a server in transition: starting or shutting down
    tls,             ///< handshake or verification failed
    authentication,  ///< who we are was not accepted
    not_allowed,     ///< we are known and may not: a whitelist, a missing grant
    unavailable,     ///< it answered that it can't: HTTP 5xx
    protocol,        ///< an answer that is none
    too_large,       ///< more bytes than the limit
};

inline constexpr Reason all_reasons[] = {
    Reason::refused,        Reason::unreachable, Reason::timed_out,   Reason::reset,
    Reason::closed,         Reason::exhausted,   Reason::starting_up, Reason::tls,
    Reason::authentication, Reason::not_allowed, Reason::unavailable, Reason::protocol,
    Reason::too_large};

std::string_view name_of(Reason reason);

/// A typed failure of one question: what was attempted, on whom, what came back.
struct Failure {
    Reason reason;
    std::string attempted;  ///< "GET /druid/coordinator/v1/isLeader", "mntr", "new session"
    std::string target;     ///< host:port
    std::string answer;     ///< what came back, in the words of whoever said it

    bool operator==(const Failure&) const = default;
};

/// "new session on zk1:2181: timed out after 2 s".
std::string to_string(const Failure& failure);

template <class T>
using Result = std::expected<T, Failure>;

/// What a failure means for the node that was asked.
enum class Standing {
    down,         ///< refused by its own host
    rejected,     ///< it accepts and does not answer: alive in some way
    silent,       ///< nothing came back: unknown until other witnesses speak
    not_allowed,  ///< unknown, and a person can change that
};

Standing standing_of(Reason reason);

}  // namespace druidwatch
