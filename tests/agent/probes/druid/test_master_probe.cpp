#include "agent/probes/druid/master_stage.hpp"

using namespace druidwatch;
using namespace druidwatch::probes;
using namespace druidwatch::probes::druid;
using cluster::LeaderRequest;
using cluster::Means;
using cluster::Role;
using Fate = LeaderRequest::Fate;

TEST_CASE("a combined master is asked about both roles, whom it follows, and its surroundings") {
    MasterStage stage;
    net::run(stage.loop, [&]() -> net::Task<void> {
        const auto probe = stage.start({Role::coordinator, Role::overlord});
        CHECK((co_await stage.coordinator_leads.next()).answer == true);
        CHECK((co_await stage.overlord_leads.next()).answer == false);
        CHECK((co_await stage.properties.next()).answer->session_timeout == 6s);
        CHECK((co_await stage.coordinator_leader.next()).answer ==
              cluster::LeaderWord{"http://m1:8081"});
        CHECK((co_await stage.overlord_leader.next()).answer ==
              cluster::LeaderWord{"http://m2:8081"});
        CHECK((co_await stage.coordinator_request.next()).answer ==
              LeaderRequest{Fate::answered, {}});
        CHECK((co_await stage.overlord_request.next()).answer ==
              LeaderRequest{Fate::redirected, "http://m2:8081/druid/indexer/v1/workers"});
    });
    CHECK(!std::ranges::any_of(stage.master->requests,
                               [](const auto& r) { return r.contains("isLeader/"); }));
}

TEST_CASE("a coordinator alone is not asked about the overlord") {
    MasterStage stage;
    net::run(stage.loop, [&]() -> net::Task<void> {
        const auto probe = stage.start({Role::coordinator});
        co_await stage.coordinator_leads.next();
        CHECK((co_await stage.coordinator_leader.next()).answer ==
              cluster::LeaderWord{"http://m1:8081"});
        co_await stage.properties.next();
    });
    CHECK(!std::ranges::any_of(stage.master->requests,
                               [](const auto& r) { return r.contains("/indexer/"); }));
}

TEST_CASE("a master whose kept connection ends is asked at once, and is found to refuse") {
    MasterStage stage;
    net::run(stage.loop, [&]() -> net::Task<void> {
        const auto probe = stage.start({Role::coordinator});
        co_await stage.coordinator_leads.next();
        co_await stage.coordinator_leader.next();
        co_await stage.properties.next();
        stage.master->die();
        const auto seen = co_await stage.coordinator_leads.next();
        CHECK(seen.means == Means::connection_closed);
        REQUIRE(!seen.answer);
        CHECK(seen.answer.error().reason == Reason::refused);
        CHECK(seen.answer.error().target == stage.master->node());
        CHECK(seen.answer.error().attempted == "GET /druid/coordinator/v1/isLeader");
    });
}

TEST_CASE("properties are asked for again after a restart, and a while after they failed") {
    Recheck recheck;
    const Monotonic start{};
    CHECK(!recheck.due(start));
    recheck.refused();
    CHECK(recheck.due(start));
    CHECK(!recheck.due(start));
    recheck.asked(false, start);
    CHECK(!recheck.due(start + 9s));
    CHECK(recheck.due(start + 10s));
    recheck.asked(true, start + 10s);
    CHECK(!recheck.due(start + 24h));
}
