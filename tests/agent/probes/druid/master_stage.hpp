#pragma once

#include "agent/probes/heard.hpp"
#include "agent/probes/http_stand_in.hpp"
#include "probes/druid/master_probe.hpp"

namespace druidwatch::probes::druid {

/// A combined master that leads as Coordinator, and what a probe hears of it.
struct MasterStage {
    MasterStage() {
        master->answer("/druid/coordinator/v1/isLeader", 200, R"({"leader":true})");
        master->answer("/druid/indexer/v1/isLeader", 404, R"({"leader":false})");
        master->answer("/druid/coordinator/v1/leader", 200, "http://m1:8081");
        master->answer("/druid/indexer/v1/leader", 200, "http://m2:8081");
        master->answer("/druid/coordinator/v1/loadstatus", 200, "{}");
        master->redirect("/druid/indexer/v1/workers", "http://m2:8081/druid/indexer/v1/workers");
        master->answer("/status/properties", 200,
                       R"({"druid.zk.service.sessionTimeoutMs":"6000"})");
        master->answer("/druid/coordinator/v1/duties", 200,
                       R"({"dutyGroups":[{"name":"x","period":"PT5S"}]})");
        master->answer("/druid/coordinator/v1/servers?simple", 200,
                       R"([{"host":"h1:8083","type":"historical"}])");
        master->answer("/druid/coordinator/v1/cluster", 200,
                       R"({"broker":[{"host":"b1","plaintextPort":8082}]})");
    }

    void stop_leading() {
        master->answer("/druid/coordinator/v1/isLeader", 404, R"({"leader":false})");
        for (const auto* path : {"loadstatus", "duties", "servers?simple", "cluster"}) {
            const auto whole = std::string("/druid/coordinator/v1/") + path;
            master->redirect(whole, "http://m2:8081" + whole);
        }
    }

    std::shared_ptr<MasterProbe> start(std::vector<cluster::Role> roles,
                                       config::Pace leads = on_demand,
                                       std::optional<config::Pace> listing = {}) {
        auto probe = make_probe<MasterProbe>(
            ProbeContext{.loop = loop, .timeout = timeout},
            HttpTarget{.client = client, .url = master->url(), .identity = {}}, slow_client,
            std::move(roles),
            MasterProbe::Paces{.leads = leads,
                               .slow = slow,
                               .properties = on_demand,
                               .duties = on_demand,
                               .servers = on_demand,
                               .cluster = listing},
            [this] { return quorum; },
            MasterProbe::Sinks{.leads = {coordinator_leads.sink(), overlord_leads.sink()},
                               .leader = {coordinator_leader.sink(), overlord_leader.sink()},
                               .request = {coordinator_request.sink(), overlord_request.sink()},
                               .properties = properties.sink(),
                               .duties = duties.sink(),
                               .servers = servers.sink(),
                               .cluster = listed.sink()});
        probe->start();
        return probe;
    }

    milliseconds timeout = 2s;
    config::Pace slow = on_demand;
    net::Loop loop;
    net::HttpClient client{loop};
    net::HttpClient slow_client{loop};
    std::unique_ptr<HttpStandIn> master = std::make_unique<HttpStandIn>(loop);
    bool quorum = true;
    Heard<bool> coordinator_leads;
    Heard<bool> overlord_leads;
    Heard<cluster::LeaderWord> coordinator_leader;
    Heard<cluster::LeaderWord> overlord_leader;
    Heard<cluster::LeaderRequest> coordinator_request;
    Heard<cluster::LeaderRequest> overlord_request;
    Heard<cluster::DruidProperties> properties;
    Heard<cluster::Duties> duties;
    Heard<cluster::ServersSeen> servers;
    Heard<cluster::Announcements> listed;
};

/// Often enough for a test to see many in a moment.
inline constexpr config::Pace often{.interval = 10ms, .suspicious = 10ms};

}  // namespace druidwatch::probes::druid
