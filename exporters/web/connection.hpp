#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "exporters/web/access/access.hpp"
#include "exporters/web/access/passwords.hpp"
#include "exporters/web/access/request_rate.hpp"
#include "exporters/web/event_hub.hpp"
#include "exporters/web/limits.hpp"
#include "exporters/web/routes.hpp"
#include "exporters/web/seats.hpp"
#include "exporters/web/unsent.hpp"

namespace druidwatch::exporters {

/// What all connections share; it outlives them.
struct Service {
    WebLimits limits;
    std::function<Context()> context;  ///< of this moment
    EventHub hub;
    AccessFile access;
    Unsent unsent{limits.unsent_bytes};
    Seats seats{};
    Seats handshakes{};
    Passwords passwords{};
    RequestRate rate{};
};

/// Answers one client, request after request, until it leaves, idles too long or misbehaves. Who
/// may come in, and whether over TLS, goes by the web configuration file as it is at that moment.
boost::asio::awaitable<void> serve(boost::asio::ip::tcp::socket socket, Service& service);

}  // namespace druidwatch::exporters
