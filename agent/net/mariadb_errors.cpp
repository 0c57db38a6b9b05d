#include "net/mariadb_errors.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include <fmt/format.h>

#include "net/reason_of.hpp"

namespace druidwatch::net {
namespace {

/// The client library numbers its own errors from 2000 to 2999, no server does.
bool is_of_the_library(unsigned code) { return code >= 2000 && code < 3000; }

template <std::size_t Size>
bool is_one_of(unsigned code, const std::array<unsigned, Size>& known) {
    return std::ranges::find(known, code) != known.end();
}

Reason reason_of_server(unsigned code, std::string_view sqlstate) {
    // Too many connections: of all, of this user, of this user per hour.
    constexpr std::array<unsigned, 3> exhausted{1040, 1203, 1226};
    // Host not allowed or blocked, password expired.
    constexpr std::array<unsigned, 4> unwelcome{1129, 1130, 1820, 1862};
    // No grant on a database, a table, a column, a routine, for a statement; no such database.
    constexpr std::array<unsigned, 6> forbidden{1044, 1049, 1142, 1143, 1227, 1370};
    // Interrupted; max_statement_time of MariaDB, max_execution_time of MySQL.
    constexpr std::array<unsigned, 3> late{1317, 1969, 3024};
    // Shutdown in progress, offline mode.
    constexpr std::array<unsigned, 2> in_transition{1053, 3032};
    // Killed, or idle for longer than wait_timeout.
    constexpr std::array<unsigned, 2> closed{1927, 4031};
    if (sqlstate == "28000" || is_one_of(code, unwelcome)) return Reason::authentication;
    if (sqlstate == "08004" || is_one_of(code, exhausted)) return Reason::exhausted;
    if (is_one_of(code, forbidden)) return Reason::not_allowed;
    if (is_one_of(code, late)) return Reason::timed_out;
    if (is_one_of(code, in_transition)) return Reason::starting_up;
    if (is_one_of(code, closed)) return Reason::closed;
    return Reason::unavailable;
}

/// The number at the end of "Can't connect to server on 'db1' (111)", "..., system error: 104".
std::optional<int> system_error(std::string_view message) {
    const auto last = message.find_last_of("0123456789");
    if (last == std::string_view::npos) return {};
    const auto before = message.find_last_not_of("0123456789", last);
    const auto first = before == std::string_view::npos ? 0 : before + 1;
    int number = 0;
    std::from_chars(message.data() + first, message.data() + last + 1, number);
    return number;
}

Reason reason_of_connect(std::string_view message) {
    return reason_of_errno(system_error(message).value_or(0));
}

Reason reason_of_loss(std::string_view message) {
    const bool told = message.find("system error: ") != std::string_view::npos;
    const int error = told ? system_error(message).value_or(0) : 0;
    const auto reason = reason_of_errno(error);
    return reason == Reason::unreachable ? Reason::closed : reason;
}

Reason reason_of_library(unsigned code, std::string_view message) {
    switch (code) {
        case 2002:
        case 2003:
            return reason_of_connect(message);
        case 2004:  // no socket
        case 2005:  // no such host
        case 2008:  // out of memory
            return Reason::unreachable;
        case 2006:
        case 2013:
        case 2055:
            return reason_of_loss(message);
        case 2020:
            return Reason::too_large;
        case 2026:
            return Reason::tls;
        case 2049:  // a password in the form of MySQL 4.0
        case 2058:
        case 2059:  // a plugin for this kind of password is not installed here
        case 2060:
        case 2061:
            return Reason::authentication;
        default:
            return Reason::protocol;
    }
}

/// Before TLS begins the library wraps the server's errors: "Received error packet before
/// completion of TLS handshake. The authenticity of ...: 1040 - Too many connections".
std::optional<MariadbError> wrapped(std::string_view message) {
    if (!message.starts_with("Received error packet before")) return {};
    const auto colon = message.find(": ");
    if (colon == std::string_view::npos) return {};
    const auto rest = message.substr(colon + 2);
    unsigned code = 0;
    const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), code);
    const auto words = rest.find(" - ");
    if (error != std::errc{} || words == std::string_view::npos) return {};
    return MariadbError{reason_of_server(code, ""),
                        fmt::format("{}: {}", code, rest.substr(words + 3)), code, true};
}

}  // namespace

MariadbError read_mariadb_error(unsigned code, std::string_view sqlstate,
                                std::string_view message) {
    if (auto error = wrapped(message)) return *std::move(error);
    if (is_of_the_library(code)) {
        return {reason_of_library(code, message), std::string(message), 0, true};
    }
    const auto reason = reason_of_server(code, sqlstate);
    return {reason, fmt::format("{}/{}: {}", code, sqlstate, message), code,
            reason == Reason::starting_up || reason == Reason::closed};
}

}  // namespace druidwatch::net
