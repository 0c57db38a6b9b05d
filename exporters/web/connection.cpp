#include "exporters/web/connection.hpp"

#include <array>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/detect_ssl.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>

#include "exporters/web/admission.hpp"
#include "exporters/web/complaint.hpp"

namespace druidwatch::exporters {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;

using Parser = http::request_parser<http::empty_body>;
using Plain = beast::tcp_stream;
using Tls = asio::ssl::stream<Plain&>;

constexpr auto quietly = asio::as_tuple(asio::use_awaitable);

Request request_of(const Parser& parser) {
    const auto& message = parser.get();
    return {.method = message.method_string(),
            .target = message.target(),
            .accept_encoding = message[http::field::accept_encoding],
            .if_none_match = message[http::field::if_none_match],
            .accept = message[http::field::accept],
            .scrape_timeout = message["X-Prometheus-Scrape-Timeout-Seconds"]};
}

void close(Plain& tcp) {
    beast::error_code ignored;
    tcp.socket().close(ignored);
}

/// One client's requests, one after the other, over `stream`, which goes over `tcp`.
template <class Stream>
class Session {
  public:
    Session(Stream& stream, Plain& tcp, beast::flat_buffer& buffer, Seats::Seat& seat,
            Service& service)
        : stream_(stream), tcp_(tcp), buffer_(buffer), seat_(seat), service_(service) {}

    /// Until the client leaves, idles too long or misbehaves.
    asio::awaitable<void> serve() {
        while (co_await begun() && co_await serve_one()) {
        }
    }

    /// Answers what is no request, and ends.
    asio::awaitable<void> complain(Response response) {
        co_await answer(std::move(response), false, false);
        co_await linger();
    }

  private:
    /// Waits for the first byte of a request: until then nothing is owed.
    asio::awaitable<bool> begun() {
        access_ = service_.access.current();
        if (buffer_.size() > 0) co_return true;
        tcp_.expires_after(service_.limits.idle);
        constexpr std::size_t enough = 512;  // for most requests
        const auto room = buffer_.prepare(enough);
        const auto [error, size] = co_await stream_.async_read_some(room, quietly);
        buffer_.commit(size);
        co_return !error;
    }

    /// Reads and answers one request; true when the connection may go on.
    asio::awaitable<bool> serve_one() {
        Parser parser;
        parser.header_limit(service_.limits.header_bytes);
        tcp_.expires_after(service_.limits.request);
        const auto [error, size] = co_await http::async_read(stream_, buffer_, parser, quietly);
        if (error) {
            if (auto response = complaint(error, service_.limits)) {
                co_await complain(std::move(*response));
            }
            co_return false;
        }
        seat_.touch();
        tcp_.expires_never();
        access_ = service_.access.current();
        const auto request = request_of(parser);
        auto response = co_await response_to(request, parser.get()[http::field::authorization]);
        const bool head_only = request.method == "HEAD";
        if (response.event_stream && !head_only) {
            co_await stream_events(std::move(response));
            co_return false;
        }
        co_return co_await answer(std::move(response), head_only, parser.get().keep_alive());
    }

    asio::awaitable<Response> response_to(const Request& request, std::string_view authorization) {
        auto refusal = co_await turned_away(authorization, access_, service_);
        if (refusal) co_return std::move(*refusal);
        auto response = respond(request, service_.context());
        if (!response.later) co_return response;
        auto asked = co_await response.later();
        co_return finished(std::move(asked), request);
    }

    template <class Message>
    void set_head(Message& message, const Response& response) const {
        message.result(static_cast<unsigned>(response.status));
        message.set(http::field::server, "druidwatch");
        if (!response.content_type.empty()) {
            message.set(http::field::content_type, response.content_type);
        }
        for (const auto& [name, value] : response.headers) message.set(name, value);
        for (const auto& [name, value] : access_->config.http.headers) message.set(name, value);
    }

    /// Whether it was taken whole and in time.
    template <class Message>
    asio::awaitable<bool> sent(Message& message, std::size_t bytes) {
        const Unsent::Answer unsent(service_.unsent, bytes, [this] { close(tcp_); });
        tcp_.expires_after(service_.limits.write);
        const auto [error, size] = co_await http::async_write(stream_, message, quietly);
        co_return !error;
    }

    /// True when the connection may go on.
    asio::awaitable<bool> answer(Response response, bool head_only, bool keep_alive) {
        const auto bytes = response.body.size();
        if (head_only || response.status == 304) {
            http::response<http::empty_body> message;
            set_head(message, response);
            if (response.status != 304 && !response.event_stream) message.content_length(bytes);
            message.keep_alive(keep_alive);
            co_return co_await sent(message, 0) && keep_alive;
        }
        http::response<http::string_body> message;
        set_head(message, response);
        message.body() = std::move(response.body);
        message.keep_alive(keep_alive);
        message.prepare_payload();
        co_return co_await sent(message, bytes) && keep_alive;
    }

    /// Until the client leaves or is too slow: its end is noticed at the next pulse at the latest.
    asio::awaitable<void> stream_events(Response response) {
        http::response<http::empty_body> head;
        set_head(head, response);
        head.keep_alive(false);  // the stream ends with the connection
        http::response_serializer<http::empty_body> serializer(head);
        tcp_.expires_after(service_.limits.write);
        if (std::get<0>(co_await http::async_write_header(stream_, serializer, quietly))) co_return;

        EventHub::Subscription subscription(service_.hub, tcp_.get_executor());
        for (;;) {
            tcp_.expires_never();
            const auto event = co_await subscription.next();
            if (!event) co_return;
            tcp_.expires_after(service_.limits.write);
            const auto [error, size] =
                co_await asio::async_write(stream_, asio::buffer(*event), quietly);
            if (error) co_return;
            seat_.touch();
        }
    }

    /// Closing on unread bytes resets the connection, and the complaint with it: read a little
    /// first.
    asio::awaitable<void> linger() {
        beast::error_code ignored;
        tcp_.socket().shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
        std::array<char, 16 << 10> sink;
        tcp_.expires_after(1s);
        for (int i = 0; i < 16; ++i) {
            if (std::get<0>(co_await tcp_.async_read_some(asio::buffer(sink), quietly))) co_return;
        }
    }

    Stream& stream_;
    Plain& tcp_;
    beast::flat_buffer& buffer_;
    Seats::Seat& seat_;
    Service& service_;
    AccessPtr access_ = service_.access.current();
};

/// The rest of a connection whose first bytes, in `buffer`, begin a handshake.
asio::awaitable<void> serve_tls(Plain& tcp, beast::flat_buffer& buffer, const Access& access,
                                Seats::Seat& seat, Service& service) {
    // Most handshakes take a moment, and each a lot of memory: the oldest are those that are stuck.
    if (service.handshakes.taken() >= service.limits.handshakes) {
        service.handshakes.close_longest_idle();
    }
    std::optional<Seats::Seat> handshaking(std::in_place, service.handshakes,
                                           [&tcp] { close(tcp); });
    Tls stream(tcp, *access.tls);
    const auto [error, size] = co_await stream.async_handshake(Tls::server, buffer.data(), quietly);
    if (error) co_return;
    handshaking.reset();
    buffer.consume(size);
    seat.touch();
    Session session(stream, tcp, buffer, seat, service);
    co_await session.serve();
    // Without a word of farewell an answer might have been cut off.
    tcp.expires_after(1s);
    co_await stream.async_shutdown(quietly);
}

}  // namespace

asio::awaitable<void> serve(asio::ip::tcp::socket socket, Service& service) {
    Plain tcp(std::move(socket));
    Seats::Seat seat(service.seats, [&tcp] { close(tcp); });
    beast::flat_buffer buffer;
    Session plain(tcp, tcp, buffer, seat, service);
    const auto access = service.access.current();
    if (!access->tls) {
        co_await plain.serve();
        co_return;
    }
    // What TLS needs is only made once there is a handshake: a connection that says nothing is
    // cheap.
    tcp.expires_after(service.limits.handshake);
    const auto [error, is_tls] = co_await beast::async_detect_ssl(tcp, buffer, quietly);
    if (error) co_return;
    if (is_tls) {
        co_await serve_tls(tcp, buffer, *access, seat, service);
    } else {
        co_await plain.complain(error_response(400, "this is an HTTPS server: write https://"));
    }
}

}  // namespace druidwatch::exporters
