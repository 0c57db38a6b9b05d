#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <catch2/catch.hpp>

#include "exporters/web/server.hpp"
#include "support/story.hpp"
#include "support/temporary_folder.hpp"

namespace druidwatch::test {

inline watch::SnapshotPtr healthy_snapshot() {
    auto snapshot = story("healthy").until(1s).snapshot();
    snapshot.taken = system_now();
    return std::make_shared<const watch::Snapshot>(std::move(snapshot));
}

/// A web configuration file in a folder of its own.
class WebFile {
  public:
    explicit WebFile(const std::string& text) { write(text); }

    void write(const std::string& text) const { folder_.write("web.yml", text); }
    std::string path() const { return folder_ / "web.yml"; }

  private:
    TemporaryFolder folder_;
};

/// A server on a free port, with what it serves.
struct Served {
    explicit Served(exporters::WebLimits limits = {}, exporters::FeedPace pace = {},
                    const std::string& config_file = {})
        : server({.listen_addresses = {"127.0.0.1:0"},
                  .limits = limits,
                  .events = pace,
                  .config_file = config_file},
                 board) {
        board.publish(healthy_snapshot());
        server.start();
    }

    boost::asio::ip::tcp::endpoint endpoint() const {
        return {boost::asio::ip::make_address("127.0.0.1"), server.listening().front().port};
    }

    watch::SnapshotBoard board;
    exporters::WebServer server;
};

/// A blocking client, as crude as the worst one, over what `Stream` is.
template <class Stream>
class ClientOver {
  public:
    template <class... Arguments>
    explicit ClientOver(Arguments&&... arguments)
        : stream_(io_, std::forward<Arguments>(arguments)...) {}

    ClientOver& send(std::string_view text) {
        boost::asio::write(stream_, boost::asio::buffer(text));
        return *this;
    }

    /// Up to and with `mark`; what came before the end where it never comes.
    std::string until(std::string_view mark) {
        boost::system::error_code error;
        const auto size =
            boost::asio::read_until(stream_, boost::asio::dynamic_buffer(unread_), mark, error);
        return take(error ? unread_.size() : size);
    }

    std::string to_the_end() {
        boost::system::error_code ignored;
        boost::asio::read(stream_, boost::asio::dynamic_buffer(unread_), ignored);
        return take(unread_.size());
    }

    /// Head and body of one answer.
    std::string answer() {
        auto head = until("\r\n\r\n");
        const auto at = head.find("Content-Length: ");
        if (at == std::string::npos) return head;
        const auto length = std::stoul(head.substr(at + 16));
        while (unread_.size() < length) {
            boost::asio::read(stream_, boost::asio::dynamic_buffer(unread_),
                              boost::asio::transfer_at_least(1));
        }
        return head + take(length);
    }

    Stream& stream() { return stream_; }

  private:
    std::string take(std::size_t size) {
        auto text = unread_.substr(0, size);
        unread_.erase(0, size);
        return text;
    }

    boost::asio::io_context io_;
    Stream stream_;
    std::string unread_;
};

class Client : public ClientOver<boost::asio::ip::tcp::socket> {
  public:
    explicit Client(const exporters::WebServer& server) {
        stream().connect(
            {boost::asio::ip::make_address("127.0.0.1"), server.listening().front().port});
    }
    explicit Client(const Served& served) : Client(served.server) {}
};

constexpr std::string_view get_metrics = "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n";
constexpr std::string_view get_events = "GET /api/v1/events HTTP/1.1\r\nHost: x\r\n\r\n";

}  // namespace druidwatch::test
