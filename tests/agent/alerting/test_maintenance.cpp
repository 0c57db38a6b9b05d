#include <catch2/catch.hpp>

#include "alerting/maintenance.hpp"
#include "alerting/outbox.hpp"

using namespace druidwatch;
using namespace druidwatch::alerting;

namespace {

const Alert broker_down{.key = {"production", "broker", "NodeDown", "b1:8082"}};
const std::vector<config::Maintenance> of_brokers{
    {{{"druid_cluster", "production"}, {"tier", "broker"}}, WallTime{} + 1h, WallTime{} + 2h}};

}  // namespace

TEST_CASE("a window is open from its beginning until before its end") {
    CHECK(open_windows(of_brokers, WallTime{} + 1h - 1ms).empty());
    CHECK(open_windows(of_brokers, WallTime{} + 1h) == of_brokers);
    CHECK(open_windows(of_brokers, WallTime{} + 2h - 1ms) == of_brokers);
    CHECK(open_windows(of_brokers, WallTime{} + 2h).empty());
}

TEST_CASE("a window covers the alerts that carry all of its labels") {
    CHECK(in_maintenance(of_brokers, broker_down));
    CHECK(!in_maintenance(of_brokers, {.key = {"production", "master", "NodeDown", "m1:8081"}}));
    CHECK(!in_maintenance(of_brokers, {.key = {"staging", "broker", "NodeDown", "b1:8082"}}));
    CHECK(
        !in_maintenance({{{{"node", ""}}, {}, {}}}, {.key = {"production", "broker", "Gone", ""}}));
}

TEST_CASE("a window without labels covers every alert but the sign of life") {
    const std::vector<config::Maintenance> everything{{}};
    CHECK(in_maintenance(everything, broker_down));
    CHECK(!in_maintenance(everything, {.key = {"", "agent", "Watchdog", "watch1:19105"},
                                       .severity = invariants::Severity::none}));
}

TEST_CASE("what fires in maintenance is not sent before the window is over") {
    Outbox outbox;
    auto alert = broker_down;
    alert.state = AlertState::firing;
    alert.in_maintenance = true;
    outbox.update(std::array{alert}, Instant{});
    CHECK(!outbox.next(Instant{}));
    alert.in_maintenance = false;
    outbox.update(std::array{alert}, Instant{} + 1h);
    CHECK(outbox.next(Instant{} + 1h) == std::vector{alert});
}

TEST_CASE("what fires when its maintenance begins has resolved for those who were told") {
    Outbox outbox;
    auto alert = broker_down;
    alert.state = AlertState::firing;
    outbox.update(std::array{alert}, Instant{});
    REQUIRE(outbox.next(Instant{}));
    outbox.report(Delivery::accepted, Instant{});
    alert.in_maintenance = true;
    outbox.update(std::array{alert}, Instant{} + 10s);
    const auto sent = outbox.next(Instant{} + 10s);
    REQUIRE(sent);
    CHECK(sent->at(0).state == AlertState::resolved);
}
