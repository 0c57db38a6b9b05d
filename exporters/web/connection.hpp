#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "exporters/web/event_hub.hpp"
#include "exporters/web/limits.hpp"
#include "exporters/web/routes.hpp"
#include "exporters/web/seats.hpp"

namespace druidwatch::exporters {

/// What all connections share; it outlives them.
struct Service {
    WebLimits limits;
    std::function<Context()> context;  ///< of this moment
    Seats seats;
    EventHub hub;
};

/// Answers one client, request after request, until it leaves, idles too long or misbehaves.
boost::asio::awaitable<void> serve(boost::asio::ip::tcp::socket socket, Service& service);

}  // namespace druidwatch::exporters
