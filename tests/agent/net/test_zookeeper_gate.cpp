#include "net/zookeeper_session.hpp"
#include "zookeeper_stand_in.hpp"

using namespace druidwatch;
using namespace druidwatch::net;
using Member = ZooKeeperStandIn;

TEST_CASE("a watch event that is cut short ends its connection and not the agent") {
    Loop loop;
    Member member(loop);
    member.children = {{"a"}};
    run(loop, [&]() -> Task<void> {
        ZooKeeperSession session(loop, {member.endpoint()}, 10s);
        REQUIRE(co_await session.children("/druid", true, loop.in(10s)));
        // Debian's client of 3.8 reads on behind the end of it, and dies.
        co_await member.frame(Member::event(4, "/druid").substr(0, 18));
        while (member.server.connections() < 2) co_await loop.wheel().sleep_until(loop.in(5ms));
        const auto again = co_await session.children("/druid", true, loop.in(10s));
        INFO((again ? std::string{} : to_string(again.error())));
        REQUIRE(again);
    });
}
