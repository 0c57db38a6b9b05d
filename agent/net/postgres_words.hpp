#pragma once

#include <map>
#include <string>

#include <boost/asio/ip/address.hpp>

#include "net/postgres.hpp"

namespace druidwatch::net {

/// The words of libpq for one address of a target. What would else come from PG* variables of the
/// environment is pinned, but for `options`: PgBouncer 1.18 refuses it, even empty.
std::map<std::string, std::string> connection_words(const PostgresTarget& target,
                                                    const boost::asio::ip::address& address);

}  // namespace druidwatch::net
