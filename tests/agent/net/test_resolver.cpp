#include <atomic>
#include <latch>
#include <mutex>

#include "net/background.hpp"
#include "net/resolver.hpp"
#include "on_loop.hpp"

using namespace druidwatch;
using namespace druidwatch::net;
using boost::asio::ip::make_address;

namespace {

using Answer = std::expected<Addresses, std::string>;

// Answers to be given, by the number of the look-up.
class Names {
  public:
    explicit Names(std::vector<Answer> answers) : answers_(std::move(answers)) {}

    Resolver::LookUp look_up() {
        return [this](const std::string&) {
            const std::lock_guard lock(mutex_);
            return answers_.at(asked_++);
        };
    }

    std::size_t asked() {
        const std::lock_guard lock(mutex_);
        return asked_;
    }

  private:
    std::mutex mutex_;
    std::vector<Answer> answers_;
    std::size_t asked_ = 0;
};

Answer address(const char* text) { return Addresses{make_address(text)}; }
Answer failed(const char* words) { return std::unexpected(std::string(words)); }

}  // namespace

TEST_CASE("numeric addresses and localhost need no look-up") {
    CHECK(addresses_without_look_up("10.0.0.7") == Addresses{make_address("10.0.0.7")});
    CHECK(addresses_without_look_up("::1") == Addresses{make_address("::1")});
    CHECK(addresses_without_look_up("localhost") ==
          Addresses{make_address("127.0.0.1"), make_address("::1")});
    CHECK_FALSE(addresses_without_look_up("zk1"));
    CHECK_FALSE(addresses_without_look_up("10.0.0"));
}

TEST_CASE("a name is looked up once and answered from memory then") {
    Loop loop;
    Names names({address("10.0.0.1")});
    Resolver resolver(loop.context(), loop.wheel(), loop.background(), names.look_up());
    run(loop, [&]() -> Task<void> {
        CHECK_FALSE(resolver.known("zk1"));
        CHECK(co_await resolver.resolve("zk1", loop.in(10s)) ==
              Addresses{make_address("10.0.0.1")});
        CHECK(resolver.known("zk1") == Addresses{make_address("10.0.0.1")});
        CHECK(names.asked() == 1);
    });
}

TEST_CASE("an old answer is given at once, renewed behind it, and kept if that fails") {
    auto shift = 0s;
    Loop loop([&] { return system_now() + shift; });
    Names names({address("10.0.0.1"), address("10.0.0.2"), failed("no such name")});
    Resolver resolver(loop.context(), loop.wheel(), loop.background(), names.look_up());
    run(loop, [&]() -> Task<void> {
        co_await resolver.resolve("zk1", loop.in(10s));
        shift += 31s;
        CHECK(resolver.known("zk1") == Addresses{make_address("10.0.0.1")});
        while (resolver.known("zk1") != Addresses{make_address("10.0.0.2")}) {
            co_await loop.wheel().sleep_until(loop.in(1ms));
        }
        shift += 31s;
        while (names.asked() < 3) {
            CHECK(resolver.known("zk1") == Addresses{make_address("10.0.0.2")});
            co_await loop.wheel().sleep_until(loop.in(1ms));
        }
        CHECK(resolver.known("zk1") == Addresses{make_address("10.0.0.2")});
    });
}

TEST_CASE("a name that does not resolve is unreachable, and is looked up again when next asked") {
    Loop loop;
    Names names({failed("no such name"), address("10.0.0.1")});
    Resolver resolver(loop.context(), loop.wheel(), loop.background(), names.look_up());
    run(loop, [&]() -> Task<void> {
        CHECK((co_await resolver.resolve("zk1", loop.in(10s))).error() ==
              Failure{Reason::unreachable, "look up", "zk1", "no such name"});
        CHECK(co_await resolver.resolve("zk1", loop.in(10s)));
    });
}

TEST_CASE("a slow name neither delays another nor outlasts its deadline") {
    std::latch slow_may_end(1);
    Loop loop;
    Resolver resolver(loop.context(), loop.wheel(), loop.background(),
                      [&](const std::string& name) -> Answer {
                          if (name == "slow") slow_may_end.wait();
                          return address("10.0.0.1");
                      });
    run(loop, [&]() -> Task<void> {
        CHECK_FALSE(resolver.known("slow"));
        CHECK(co_await resolver.resolve("fast", loop.in(10s)));
        const auto late = co_await resolver.resolve("slow", loop.in(5ms));
        CHECK(late.error().reason == Reason::unreachable);
        slow_may_end.count_down();
        CHECK(co_await resolver.resolve("slow", loop.in(10s)));
    });
}

TEST_CASE("a look-up that is on its way may outlive the resolver") {
    auto may_end = std::make_shared<std::latch>(1);
    {
        Loop loop;
        Resolver resolver(loop.context(), loop.wheel(), loop.background(),
                          [=](const std::string&) -> Answer {
                              may_end->wait();
                              return address("10.0.0.1");
                          });
        resolver.known("slow");
    }
    may_end->count_down();
    SUCCEED("neither waited for it nor crashed");
}

TEST_CASE("work that must finish is waited for") {
    std::atomic<bool> finished = false;
    {
        Background background;
        background.run(Background::Ending::must_finish, [&] { finished = true; });
    }
    CHECK(finished);
}

TEST_CASE("more work than threads is all done") {
    std::atomic<int> done = 0;
    constexpr int jobs = Background::max_threads * 3;
    {
        Background background;
        for (int job = 0; job < jobs; ++job) {
            background.run(Background::Ending::must_finish, [&] { ++done; });
        }
    }
    CHECK(done == jobs);
}
