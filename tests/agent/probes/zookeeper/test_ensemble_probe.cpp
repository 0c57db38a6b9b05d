#include "agent/net/on_loop.hpp"
#include "agent/probes/heard.hpp"
#include "probes/zookeeper/ensemble_probe.hpp"

using namespace druidwatch;
using namespace druidwatch::probes;
using namespace druidwatch::probes::zookeeper;

TEST_CASE("without a member to read from, latches and announcements are unknown, and say why") {
    net::Loop loop;
    Heard<cluster::Latch> coordinator;
    Heard<cluster::Latch> overlord;
    Heard<cluster::Announcements> announced;
    net::run(loop, [&]() -> net::Task<void> {
        const auto probe = make_probe<EnsembleProbe>(
            ProbeContext{.loop = loop}, "zk1:2181",
            std::vector{Endpoint{"127.0.0.1", net::deserted_port(loop)}}, "/druid", std::nullopt,
            EnsembleProbe::Sinks{.latch = {coordinator.sink(), overlord.sink()},
                                 .announcements = announced.sink()});
        probe->start();
        for (auto* latch : {&coordinator, &overlord}) {
            const auto seen = co_await latch->next();
            REQUIRE(!seen.answer);
            CHECK(seen.answer.error().reason == Reason::unreachable);
            CHECK(seen.answer.error().target == "zk1:2181");
        }
        CHECK(!(co_await announced.next()).answer);
    });
}
