#include "net/postgres_errors.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <utility>

#include <fmt/format.h>

namespace druidwatch::net {
namespace {

constexpr std::size_t sqlstate_length = 5;

bool is_sqlstate(std::string_view text) {
    return text.size() == sqlstate_length && std::ranges::all_of(text, [](char c) {
               return std::isdigit(static_cast<unsigned char>(c)) || (c >= 'A' && c <= 'Z');
           });
}

// "FATAL:  57P03: the database system is starting up" among the lines of a verbose message.
std::optional<PostgresError> server_error(std::string_view message) {
    for (const std::string_view severity : {"FATAL:  ", "ERROR:  ", "PANIC:  "}) {
        const auto at = message.find(severity);
        if (at == std::string_view::npos) continue;
        const auto rest = message.substr(at + severity.size());
        const auto state = rest.substr(0, sqlstate_length);
        if (!is_sqlstate(state) || !rest.substr(sqlstate_length).starts_with(": ")) continue;
        return PostgresError{reason_of_sqlstate(state),
                             std::string(rest.substr(0, rest.find('\n')))};
    }
    return {};
}

// What libpq itself says, in the C locale.
Reason reason_of_words(std::string_view message) {
    static constexpr std::array<std::pair<std::string_view, Reason>, 18> known{{
        {"Connection refused", Reason::refused},
        {"No route to host", Reason::unreachable},
        {"Network is unreachable", Reason::unreachable},
        {"Cannot assign requested address", Reason::unreachable},
        {"could not translate host name", Reason::unreachable},
        {"Connection timed out", Reason::timed_out},
        {"Connection reset by peer", Reason::reset},
        {"Broken pipe", Reason::reset},
        {"server closed the connection unexpectedly", Reason::closed},
        {"unexpected eof", Reason::closed},
        {"invalid response to SSL negotiation", Reason::protocol},
        {"SSL", Reason::tls},
        {"certificate", Reason::tls},
        {"no password supplied", Reason::authentication},
        {"authentication method", Reason::authentication},
        {"SCRAM", Reason::authentication},
        {"invalid connection option", Reason::not_allowed},
        {"invalid sslmode value", Reason::not_allowed},
    }};
    for (const auto& [words, reason] : known) {
        if (message.find(words) != std::string_view::npos) return reason;
    }
    return Reason::protocol;
}

// One line of it, without libpq's preface 'connection to server at "..." failed: '.
std::string first_line(std::string_view message) {
    auto line = message.substr(0, message.find('\n'));
    if (line.starts_with("connection to server")) {
        if (const auto end = line.find("failed: "); end != std::string_view::npos) {
            line.remove_prefix(end + 8);
        }
    }
    return std::string(line);
}

}  // namespace

Reason reason_of_sqlstate(std::string_view sqlstate) {
    if (sqlstate.starts_with("57P0")) return Reason::starting_up;
    if (sqlstate.starts_with("53")) return Reason::exhausted;
    if (sqlstate.starts_with("28")) return Reason::authentication;
    if (sqlstate == "42501" || sqlstate == "3D000") return Reason::not_allowed;
    if (sqlstate == "57014") return Reason::timed_out;
    if (sqlstate == "08P01") return Reason::protocol;
    return Reason::unavailable;
}

PostgresError read_connect_error(std::string_view message) {
    if (auto error = server_error(message)) return *std::move(error);
    return {reason_of_words(message), first_line(message)};
}

}  // namespace druidwatch::net
