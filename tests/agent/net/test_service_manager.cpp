#include <cstdlib>
#include <filesystem>

#include <boost/asio/local/datagram_protocol.hpp>
#include <catch2/catch.hpp>
#include <unistd.h>

#include "net/service_manager.hpp"
#include "on_loop.hpp"

namespace druidwatch::net {
namespace {

namespace asio = boost::asio;
using Datagrams = asio::local::datagram_protocol;

/// systemd's end: a socket that this process is told of by its environment.
class StandInManager {
  public:
    explicit StandInManager(asio::io_context& context)
        : path_(std::filesystem::temp_directory_path() /
                ("druidwatch-notify-" + std::to_string(getpid()))),
          socket_(context, Datagrams::endpoint(path_.string())) {
        setenv("NOTIFY_SOCKET", path_.c_str(), 1);
    }
    ~StandInManager() {
        for (const auto* name : {"NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"}) unsetenv(name);
        std::filesystem::remove(path_);
    }
    StandInManager(const StandInManager&) = delete;
    StandInManager& operator=(const StandInManager&) = delete;

    void watch(std::chrono::microseconds patience, pid_t whom = getpid()) {
        setenv("WATCHDOG_USEC", std::to_string(patience.count()).c_str(), 1);
        setenv("WATCHDOG_PID", std::to_string(whom).c_str(), 1);
    }

    Task<std::string> heard() {
        std::string word(256, '\0');
        word.resize(co_await socket_.async_receive(asio::buffer(word), asio::use_awaitable));
        co_return word;
    }

  private:
    std::filesystem::path path_;
    Datagrams::socket socket_;
};

TEST_CASE("systemd is told when the agent serves, when it reloads and when it stops") {
    Loop loop;
    StandInManager manager(loop.context());
    const ServiceManager told;
    run(loop, [&]() -> Task<void> {
        told.ready("watching 2 clusters");
        CHECK(co_await manager.heard() == "READY=1\nSTATUS=watching 2 clusters");
        told.reloading();
        const auto reloading = co_await manager.heard();
        CHECK(reloading.starts_with("RELOADING=1\nMONOTONIC_USEC="));
        told.stopping();
        CHECK(co_await manager.heard() == "STOPPING=1");
    });
}

TEST_CASE("as long as the loop turns, systemd's watchdog hears of it twice within its patience") {
    Loop loop;
    StandInManager manager(loop.context());
    manager.watch(200ms);
    const ServiceManager told;
    CHECK(told.patience() == 200ms);
    run(loop, [&]() -> Task<void> {
        const auto began = loop.now().mono;
        const auto beating = loop.start(told.keep_alive(loop.wheel()));
        CHECK(co_await manager.heard() == "WATCHDOG=1");
        CHECK(co_await manager.heard() == "WATCHDOG=1");
        CHECK(loop.now().mono - began >= 100ms);
        CHECK(co_await manager.heard() == "WATCHDOG=1");
        CHECK(loop.now().mono - began >= 200ms);
    });
}

TEST_CASE("a watchdog that is meant for another process, or for none, is not fed") {
    Loop loop;
    StandInManager manager(loop.context());
    SECTION("none is there") {}
    SECTION("another process's") { manager.watch(200ms, getpid() + 1); }
    const ServiceManager told;
    CHECK_FALSE(told.patience());
    run(loop, [&]() -> Task<void> { co_await told.keep_alive(loop.wheel()); });
}

TEST_CASE("where no service manager started it, nobody is told and nothing fails") {
    unsetenv("NOTIFY_SOCKET");
    const ServiceManager told;
    told.ready("watching 1 cluster");
    told.stopping();
    CHECK_FALSE(told.patience());
}

}  // namespace
}  // namespace druidwatch::net
