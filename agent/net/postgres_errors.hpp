#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace druidwatch::net {

struct PostgresError {
    Reason reason;
    std::string answer;  ///< "57P03: the database system is starting up"

    bool operator==(const PostgresError&) const = default;
};

/// What an SQLSTATE of five characters means.
Reason reason_of_sqlstate(std::string_view sqlstate);

/// Reads what PQerrorMessage says after a failed connect, with verbose errors: libpq has no
/// SQLSTATE there but in the text.
PostgresError read_connect_error(std::string_view message);

}  // namespace druidwatch::net
