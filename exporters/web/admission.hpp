#pragma once

#include <optional>
#include <string_view>

#include <boost/asio/awaitable.hpp>

#include "exporters/web/connection.hpp"

namespace druidwatch::exporters {

/// How a request is turned away; nothing for one that may be answered. `authorization` is that
/// header's value. Everything is behind it, health included, as in exporter-toolkit.
boost::asio::awaitable<std::optional<Response>> turned_away(std::string_view authorization,
                                                            AccessPtr access, Service& service);

}  // namespace druidwatch::exporters
