#include "probes/postgresql/node_probe.hpp"
#include "watch/wiring.hpp"

namespace druidwatch::watch {
namespace {

using probes::postgresql::NodeProbe;

constexpr std::string_view tier = "metadata";

using DatabaseSink = probes::Sink<cluster::DatabaseState>;

TierProbe probe_of(const Wiring& wiring, const config::DatabaseTarget& target,
                   NodeProbe::Connection connection, DatabaseSink sink) {
    const auto& store = *wiring.cluster.metadata_store;
    return {tier, probes::make_probe<NodeProbe>(
                      wiring.context,
                      NodeProbe::Settings{
                          .target = {.endpoint = target.endpoint,
                                     .words = target.words,
                                     .password = secret(wiring.secrets, store.password_file)},
                          .druid_user = store.druid_user,
                          .connection = connection},
                      wiring.global.poll.database, std::move(sink))};
}

/// A new connection each time: where does it lead now?
TierProbe probe_of_endpoint(const Wiring& wiring, const config::DatabaseTarget& target,
                            cluster::DatabaseNode& host) {
    return probe_of(wiring, target, NodeProbe::Connection::fresh, into(wiring, tier, host.state));
}

}  // namespace

void add_metadata_probes(const Wiring& wiring, TierProbes& probes) {
    if (!wiring.cluster.metadata_store) return;
    const auto& store = *wiring.cluster.metadata_store;
    auto& view = *wiring.watch.view().metadata;
    for (std::size_t i = 0; i < store.nodes.size(); ++i) {
        const auto sink = [&view, i, changed = wiring.changed](
                              cluster::Observation<cluster::DatabaseState> observation) {
            const bool first = !view.nodes[i].state.newest();
            if (view.record(i, std::move(observation))) changed(tier, first);
        };
        probes.push_back(probe_of(wiring, store.nodes[i], NodeProbe::Connection::held, sink));
    }
    if (store.endpoint) {
        probes.push_back(probe_of_endpoint(wiring, *store.endpoint, view.endpoint->hosts.front()));
    }
}

TierProbes probes_of_told_endpoint(const Wiring& wiring) {
    // Who may ask the nodes may ask what leads to them.
    auto target = wiring.cluster.metadata_store->nodes.front();
    TierProbes probes;
    for (auto& host : wiring.watch.view().metadata->endpoint->hosts) {
        target.endpoint = *parse_endpoint(host.node);
        probes.push_back(probe_of_endpoint(wiring, target, host));
    }
    return probes;
}

}  // namespace druidwatch::watch
