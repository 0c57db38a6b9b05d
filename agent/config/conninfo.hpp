#pragma once

#include <string>
#include <string_view>

#include "config/config.hpp"
#include "config/values.hpp"

namespace druidwatch::config {

/// `key=value` words as libpq has them: quotes and backslashes too. One host per line; a port that
/// is not written is 0. A password is refused, and so is a word that would choose among hosts.
Parsed<DatabaseTarget> parse_conninfo(std::string_view text);

/// The same in one line, host and port first; never a password, even if there is one.
std::string print_conninfo(const DatabaseTarget& target);

}  // namespace druidwatch::config
