#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/endpoint.hpp"

namespace druidwatch::cluster {

/// Where Druid's JDBC driver connects to, of `druid.metadata.storage.connector.connectURI`.
struct ConnectUri {
    enum class Driver { postgresql, mysql, mariadb };

    Driver driver = Driver::postgresql;
    std::vector<Endpoint> hosts;  ///< in the order in which the driver tries them; not empty
    std::string database;
    bool seeks_primary = false;  ///< of several hosts, the driver takes the one that is writable

    bool operator==(const ConnectUri&) const = default;
};

/// Nothing for what is no such URI, or for another database (Derby). Credentials in it are skipped.
std::optional<ConnectUri> parse_connect_uri(std::string_view uri);

/// "h1:5432,h2:5432/druid": the database that the URI leads to, whatever else it says about the
/// way; the URI itself where it can't be read.
std::string database_of(std::string_view uri);

}  // namespace druidwatch::cluster
