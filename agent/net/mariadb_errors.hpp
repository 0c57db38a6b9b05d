#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace druidwatch::net {

struct MariadbError {
    Reason reason;
    std::string answer;   ///< "1045/28000: Access denied for user 'mon'@'localhost'"
    unsigned server = 0;  ///< the server's error number; 0: the client library's own error
    bool ends_session = false;

    bool operator==(const MariadbError&) const = default;
};

/// Reads what mysql_errno, mysql_sqlstate and mysql_error say.
MariadbError read_mariadb_error(unsigned code, std::string_view sqlstate, std::string_view message);

}  // namespace druidwatch::net
