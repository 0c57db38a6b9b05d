#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <mysql.h>

#include "net/mariadb.hpp"

namespace druidwatch::net {

/// `sslmode` as libpq has it. Only `prefer` may end up without TLS unnoticed.
enum class MariadbTls { disable, prefer, require, verify_ca, verify_full };

/// Nothing for a mode that is none.
std::optional<MariadbTls> tls_of(const MariadbTarget& target);

/// Sets all options of a session that was just made, so that none is left to the environment or to
/// an option file. In words what keeps it from being safe; empty: nothing.
std::string set_options(MYSQL* session, const MariadbTarget& target);

/// What the first bytes of a server say about TLS. A server without it is spoken to in plain by
/// Connector/C 3.3, whatever its options say (its pull request 224).
enum class Greeting { incomplete, offers_tls, plain, other };

Greeting read_greeting(std::string_view bytes);

}  // namespace druidwatch::net
