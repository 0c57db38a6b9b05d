#include "agent/probes/druid/master_stage.hpp"

using namespace druidwatch;
using namespace druidwatch::probes;
using namespace druidwatch::probes::druid;
using cluster::LeaderRequest;
using cluster::Role;
using Fate = LeaderRequest::Fate;

namespace {

const std::string coordinator = "/druid/coordinator/v1/";

/// Requests that ZooKeeper or the leader may delay.
auto slow_requests(const HttpStandIn& master) {
    std::ptrdiff_t sum = master.asked("/druid/indexer/v1/workers");
    for (const auto* path : {"leader", "loadstatus", "duties", "servers?simple", "cluster"}) {
        sum += master.asked(coordinator + path);
    }
    return sum;
}

/// Long enough for a question's first round, which comes within a second.
net::Task<void> first_rounds(MasterStage& stage) {
    const auto enough = stage.loop.in(1100ms);
    while (stage.loop.now().mono < enough) co_await stage.coordinator_leads.next();
}

}  // namespace

TEST_CASE("without a quorum only what never waits for ZooKeeper is asked, and the rest with it") {
    MasterStage stage;
    stage.quorum = false;
    net::run(stage.loop, [&]() -> net::Task<void> {
        const auto probe = stage.start({Role::coordinator}, often);
        co_await first_rounds(stage);
        CHECK(slow_requests(*stage.master) == 0);
        stage.quorum = true;  // an hour before the next round is due
        co_await stage.coordinator_leader.next();
        co_await stage.coordinator_request.next();
        co_await stage.duties.next();
        co_await stage.servers.next();
    });
}

TEST_CASE("nothing slow is asked of a master that has not answered anything since the start") {
    MasterStage stage;
    stage.timeout = 20ms;
    stage.slow = often;
    stage.master->hold(coordinator + "isLeader");
    net::run(stage.loop, [&]() -> net::Task<void> {
        const auto probe = stage.start({Role::coordinator}, often);
        co_await first_rounds(stage);
        CHECK(slow_requests(*stage.master) == 0);
        stage.master->release();
        co_await stage.coordinator_request.next();
    });
}

TEST_CASE("a slow question that is not answered is the only one, of all roles and kinds") {
    MasterStage stage;
    stage.timeout = 20ms;
    stage.slow = often;
    stage.master->hold(coordinator + "leader");
    net::run(stage.loop, [&]() -> net::Task<void> {
        const auto probe = stage.start({Role::coordinator, Role::overlord}, often, often);
        CHECK(!(co_await stage.coordinator_leader.next()).answer);
        const auto before = slow_requests(*stage.master);
        const auto enough = stage.loop.in(300ms);
        while (stage.loop.now().mono < enough) co_await stage.coordinator_leads.next();
        CHECK(slow_requests(*stage.master) == before);
        stage.master->release();
        while (!(co_await stage.coordinator_leader.next()).answer) {
        }
    });
    CHECK(stage.master->asked(coordinator + "leader") > 0);
}

TEST_CASE("slow questions that fall due together are asked one after the other, and none is lost") {
    MasterStage stage;
    stage.master->hold(coordinator + "leader");
    net::run(stage.loop, [&]() -> net::Task<void> {
        const auto probe = stage.start({Role::coordinator});
        while (stage.master->asked(coordinator + "leader") == 0) {
            probe->poke();
            co_await stage.coordinator_leads.next();
        }
        stage.master->release();
        co_await stage.coordinator_leader.next();
        co_await stage.duties.next();
        co_await stage.servers.next();
    });
}

TEST_CASE("only the Coordinator that leads is asked for duties and servers, once it does") {
    MasterStage stage;
    const auto duties = coordinator + "duties";
    const auto servers = coordinator + "servers?simple";
    net::run(stage.loop, [&]() -> net::Task<void> {
        stage.master->answer(coordinator + "isLeader", 404, R"({"leader":false})");
        const auto probe = stage.start({Role::coordinator}, often);
        co_await first_rounds(stage);
        CHECK(stage.master->asked(duties) == 0);
        CHECK(stage.master->asked(servers) == 0);
        stage.master->answer(coordinator + "isLeader", 200, R"({"leader":true})");
        CHECK((co_await stage.duties.next()).answer == cluster::Duties{{"x", 5s, ""}});
        CHECK((co_await stage.servers.next()).answer == cluster::ServersSeen{{"h1:8083"}});
    });
    CHECK(stage.master->asked(coordinator + "cluster") == 0);
}

TEST_CASE("the cluster endpoint is asked where nodes are discovered by it") {
    MasterStage stage;
    net::run(stage.loop, [&]() -> net::Task<void> {
        const auto probe = stage.start({Role::coordinator}, on_demand, on_demand);
        const auto listed = co_await stage.listed.next();
        REQUIRE(listed.answer);
        CHECK(listed.answer->processes.front() ==
              cluster::Announcement{"BROKER", "b1", 8082, -1, ""});
    });
}

TEST_CASE("a leader that lost the lead meanwhile has nothing to tell") {
    MasterStage stage;
    stage.stop_leading();
    stage.master->answer(coordinator + "isLeader", 200, R"({"leader":true})");
    net::run(stage.loop, [&]() -> net::Task<void> {
        const auto probe = stage.start({Role::coordinator}, often);
        while (stage.master->asked(coordinator + "duties") == 0 ||
               stage.master->asked(coordinator + "servers?simple") == 0) {
            co_await stage.coordinator_leads.next();
        }
        co_await first_rounds(stage);
    });
    CHECK(stage.duties.empty());
    CHECK(stage.servers.empty());
}

TEST_CASE("a master that says otherwise than before is asked at once what it makes of a request") {
    MasterStage stage;
    net::run(stage.loop, [&]() -> net::Task<void> {
        const auto probe = stage.start({Role::coordinator}, often);
        co_await first_rounds(stage);
        while (!stage.coordinator_request.empty()) co_await stage.coordinator_request.next();
        stage.stop_leading();  // an hour before the next round is due
        CHECK((co_await stage.coordinator_request.next()).answer ==
              LeaderRequest{Fate::redirected, "http://m2:8081/druid/coordinator/v1/loadstatus"});
    });
}

TEST_CASE("a redirect is never followed") {
    MasterStage stage;
    stage.master->redirect("/druid/indexer/v1/workers", stage.master->url() + "/followed");
    net::run(stage.loop, [&]() -> net::Task<void> {
        const auto probe = stage.start({Role::overlord});
        CHECK((co_await stage.overlord_request.next()).answer ==
              LeaderRequest{Fate::redirected, stage.master->url() + "/followed"});
    });
    CHECK(stage.master->asked("/followed") == 0);
}
