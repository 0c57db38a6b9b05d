#include "agent/probes/heard.hpp"
#include "agent/probes/http_stand_in.hpp"
#include "probes/druid/master_probe.hpp"

using namespace druidwatch;
using namespace druidwatch::probes;
using namespace druidwatch::probes::druid;
using cluster::Means;
using cluster::Role;

namespace {

struct Stage {
    Stage() {
        master->answer("/druid/coordinator/v1/isLeader", 200, R"({"leader":true})");
        master->answer("/druid/indexer/v1/isLeader", 404, R"({"leader":false})");
        master->answer("/druid/coordinator/v1/leader", 200, "http://m1:8081");
        master->answer("/druid/indexer/v1/leader", 200, "http://m2:8081");
        master->answer("/status/properties", 200,
                       R"({"druid.zk.service.sessionTimeoutMs":"6000"})");
    }

    std::shared_ptr<MasterProbe> start(std::vector<Role> roles, config::Pace leads = on_demand) {
        auto probe = make_probe<MasterProbe>(
            ProbeContext{.loop = loop, .timeout = 2s},
            HttpTarget{.client = client, .url = master->url(), .identity = {}}, slow_client,
            std::move(roles),
            MasterProbe::Paces{.leads = leads, .leader = on_demand, .properties = on_demand},
            [this] { return quorum; },
            MasterProbe::Sinks{.leads = {coordinator_leads.sink(), overlord_leads.sink()},
                               .leader = {coordinator_leader.sink(), overlord_leader.sink()},
                               .properties = properties.sink()});
        probe->start();
        return probe;
    }

    net::Loop loop;
    net::HttpClient client{loop};
    net::HttpClient slow_client{loop};
    std::unique_ptr<HttpStandIn> master = std::make_unique<HttpStandIn>(loop);
    bool quorum = true;
    Heard<bool> coordinator_leads;
    Heard<bool> overlord_leads;
    Heard<cluster::LeaderWord> coordinator_leader;
    Heard<cluster::LeaderWord> overlord_leader;
    Heard<cluster::DruidProperties> properties;
};

}  // namespace

TEST_CASE("a combined master is asked about both roles, whom it follows, and its surroundings") {
    Stage stage;
    net::run(stage.loop, [&]() -> net::Task<void> {
        const auto probe = stage.start({Role::coordinator, Role::overlord});
        CHECK((co_await stage.coordinator_leads.next()).answer == true);
        CHECK((co_await stage.overlord_leads.next()).answer == false);
        CHECK((co_await stage.properties.next()).answer->session_timeout == 6s);
        CHECK((co_await stage.coordinator_leader.next()).answer ==
              cluster::LeaderWord{"http://m1:8081"});
        CHECK((co_await stage.overlord_leader.next()).answer ==
              cluster::LeaderWord{"http://m2:8081"});
    });
    CHECK(!std::ranges::any_of(stage.master->requests,
                               [](const auto& r) { return r.contains("isLeader/"); }));
}

TEST_CASE("a coordinator alone is not asked about the overlord") {
    Stage stage;
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

TEST_CASE("without a quorum only what never waits for ZooKeeper is asked") {
    Stage stage;
    stage.quorum = false;
    net::run(stage.loop, [&]() -> net::Task<void> {
        const auto probe = stage.start({Role::coordinator}, {.interval = 10ms, .suspicious = 10ms});
        // A slow question's first round comes within a second.
        const auto enough = stage.loop.in(1100ms);
        while (stage.loop.now().mono < enough) co_await stage.coordinator_leads.next();
    });
    CHECK(!std::ranges::any_of(stage.master->requests,
                               [](const auto& r) { return r.contains("/leader "); }));
}

TEST_CASE("a master whose kept connection ends is asked at once, and is found to refuse") {
    Stage stage;
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
