#include "agent/alerting/stand_in_server.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <fmt/format.h>

namespace druidwatch::test {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

std::size_t content_length(std::string_view head) {
    constexpr std::string_view name = "Content-Length: ";
    const auto at = head.find(name);
    return at == head.npos ? 0 : std::stoul(std::string(head.substr(at + name.size(), 10)));
}

std::string response(std::string_view status, std::string_view body) {
    return fmt::format(
        "HTTP/1.1 {}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{}", status,
        body.size(), body);
}

}  // namespace

StandInServer::StandInServer(net::Loop& loop, Manner manner)
    : loop_(loop),
      manner_(manner),
      acceptor_(loop.context(), {asio::ip::make_address("127.0.0.1"), 0}),
      accepting_(loop.start(accept())) {}

std::string StandInServer::url() const {
    return fmt::format("http://127.0.0.1:{}", acceptor_.local_endpoint().port());
}

net::Task<void> StandInServer::accept() {
    for (;;) {
        auto socket = co_await acceptor_.async_accept(asio::use_awaitable);
        serving_.push_back(loop_.start(serve(std::move(socket))));
    }
}

/// Ends by the exception of a closed connection.
net::Task<void> StandInServer::serve(tcp::socket socket) {
    std::string received;
    for (;;) {
        const auto head_size = co_await asio::async_read_until(
            socket, asio::dynamic_buffer(received), "\r\n\r\n", asio::use_awaitable);
        const auto head = received.substr(0, head_size);
        const auto whole = head_size + content_length(head);
        if (received.size() < whole) {
            co_await asio::async_read(socket, asio::dynamic_buffer(received),
                                      asio::transfer_exactly(whole - received.size()),
                                      asio::use_awaitable);
        }
        const auto body = received.substr(head_size, whole - head_size);
        requests_.push_back({head, body.empty() ? boost::json::value{} : boost::json::parse(body)});
        received.erase(0, whole);
        const auto text = answer();
        co_await asio::async_write(socket, asio::buffer(text), asio::use_awaitable);
    }
}

std::string StandInServer::answer() const {
    switch (manner_) {
        case Manner::accepts:
            return response("200 OK", "");
        case Manner::refuses:
            return response("400 Bad Request", "\"start time must be before end time\"\n");
        case Manner::errs:
            return response("500 Internal Server Error", "\"out of disk\"");
        case Manner::talks_garbage:
            return "SSH-2.0-OpenSSH_9.2p1\r\n\r\n";
        case Manner::is_silent:
            return "";
    }
    std::unreachable();
}

}  // namespace druidwatch::test
