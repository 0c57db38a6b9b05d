#include "exporters/web/connection.hpp"

#include <array>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>

namespace druidwatch::exporters {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;

using Parser = http::request_parser<http::empty_body>;

constexpr auto quietly = asio::as_tuple(asio::use_awaitable);

/// How a request that could not be read is answered; nothing when the client just left.
std::optional<Response> complaint(beast::error_code error, const WebLimits& limits) {
    if (error == http::error::header_limit || error == http::error::buffer_overflow) {
        return error_response(
            431, "headers are longer than " + std::to_string(limits.header_bytes) + " bytes");
    }
    if (error == http::error::unexpected_body || error == http::error::body_limit) {
        return error_response(413, "no request here has a body");
    }
    // An HTTP error that is neither of these is a request that is none.
    static const auto& of_http = http::make_error_code(http::error::end_of_stream).category();
    if (error.category() != of_http || error == http::error::end_of_stream ||
        error == http::error::partial_message) {
        return {};
    }
    return error_response(400, "not a request: " + error.message());
}

Request request_of(const Parser& parser) {
    const auto& message = parser.get();
    return {.method = message.method_string(),
            .target = message.target(),
            .accept_encoding = message[http::field::accept_encoding],
            .if_none_match = message[http::field::if_none_match]};
}

template <class Message>
void set_head(Message& message, const Response& response) {
    message.result(static_cast<unsigned>(response.status));
    message.set(http::field::server, "druidwatch");
    if (!response.content_type.empty()) {
        message.set(http::field::content_type, response.content_type);
    }
    for (const auto& [name, value] : response.headers) message.set(name, value);
}

/// Whether it was taken whole and in time.
template <class Message>
asio::awaitable<bool> sent(beast::tcp_stream& stream, Message& message, const WebLimits& limits) {
    stream.expires_after(limits.write);
    const auto [error, size] = co_await http::async_write(stream, message, quietly);
    co_return !error;
}

/// True when the connection may go on.
asio::awaitable<bool> answer(beast::tcp_stream& stream, Response response, bool head_only,
                             bool keep_alive, const WebLimits& limits) {
    if (head_only || response.status == 304) {
        http::response<http::empty_body> message;
        set_head(message, response);
        if (response.status != 304 && !response.event_stream) {
            message.content_length(response.body.size());
        }
        message.keep_alive(keep_alive);
        co_return co_await sent(stream, message, limits) && keep_alive;
    }
    http::response<http::string_body> message;
    set_head(message, response);
    message.body() = std::move(response.body);
    message.keep_alive(keep_alive);
    message.prepare_payload();
    co_return co_await sent(stream, message, limits) && keep_alive;
}

/// Until the client leaves or is too slow: its end is noticed at the next pulse at the latest.
asio::awaitable<void> stream_events(beast::tcp_stream& stream, Response response, Seats::Seat& seat,
                                    Service& service) {
    http::response<http::empty_body> head;
    set_head(head, response);
    head.keep_alive(false);  // the stream ends with the connection
    http::response_serializer<http::empty_body> serializer(head);
    stream.expires_after(service.limits.write);
    if (std::get<0>(co_await http::async_write_header(stream, serializer, quietly))) co_return;

    EventHub::Subscription subscription(service.hub, stream.get_executor());
    for (;;) {
        stream.expires_never();
        const auto event = co_await subscription.next();
        if (!event) co_return;
        stream.expires_after(service.limits.write);
        const auto [error, size] =
            co_await asio::async_write(stream, asio::buffer(*event), quietly);
        if (error) co_return;
        seat.touch();
    }
}

/// Closing on unread bytes resets the connection, and the complaint with it: read a little first.
asio::awaitable<void> linger(beast::tcp_stream& stream) {
    beast::error_code ignored;
    stream.socket().shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
    std::array<char, 16 << 10> sink;
    stream.expires_after(1s);
    for (int i = 0; i < 16; ++i) {
        if (std::get<0>(co_await stream.async_read_some(asio::buffer(sink), quietly))) co_return;
    }
}

/// Reads and answers one request; true when the connection may go on.
asio::awaitable<bool> serve_one(beast::tcp_stream& stream, beast::flat_buffer& buffer,
                                Seats::Seat& seat, Service& service) {
    Parser parser;
    parser.header_limit(service.limits.header_bytes);
    stream.expires_after(service.limits.idle);
    const auto [error, size] = co_await http::async_read(stream, buffer, parser, quietly);
    if (error) {
        if (auto response = complaint(error, service.limits)) {
            co_await answer(stream, std::move(*response), false, false, service.limits);
            co_await linger(stream);
        }
        co_return false;
    }
    seat.touch();
    const auto request = request_of(parser);
    auto response = respond(request, service.context());
    const bool head_only = request.method == "HEAD";
    if (response.event_stream && !head_only) {
        co_await stream_events(stream, std::move(response), seat, service);
        co_return false;
    }
    co_return co_await answer(stream, std::move(response), head_only, parser.get().keep_alive(),
                              service.limits);
}

}  // namespace

asio::awaitable<void> serve(asio::ip::tcp::socket socket, Service& service) {
    beast::tcp_stream stream(std::move(socket));
    Seats::Seat seat(service.seats, [&stream] {
        beast::error_code ignored;
        stream.socket().close(ignored);
    });
    beast::flat_buffer buffer;
    while (co_await serve_one(stream, buffer, seat, service)) {
    }
}

}  // namespace druidwatch::exporters
