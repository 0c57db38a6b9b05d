#include "probes/postgresql/node_probe.hpp"
#include "watch/wiring.hpp"

namespace druidwatch::watch {
namespace {

using probes::postgresql::NodeProbe;

constexpr std::string_view tier = "metadata";

NodeProbe::Settings settings_of(const Wiring& wiring, const config::DatabaseTarget& target,
                                NodeProbe::Connection connection) {
    const auto& store = *wiring.cluster.metadata_store;
    return {.target = {.endpoint = target.endpoint,
                       .words = target.words,
                       .password = secret(wiring.secrets, store.password_file)},
            .druid_user = store.druid_user,
            .connection = connection};
}

}  // namespace

void add_metadata_probes(const Wiring& wiring, TierProbes& probes) {
    if (!wiring.cluster.metadata_store) return;
    const auto& store = *wiring.cluster.metadata_store;
    auto& view = *wiring.watch.view().metadata;
    const auto pace = wiring.global.poll.database;
    for (std::size_t i = 0; i < store.nodes.size(); ++i) {
        const auto sink = [&view, i, changed = wiring.changed](
                              cluster::Observation<cluster::DatabaseState> observation) {
            const bool first = !view.nodes[i].state.newest();
            if (view.record(i, std::move(observation))) changed(tier, first);
        };
        probes.push_back(
            {tier,
             probes::make_probe<NodeProbe>(
                 wiring.context, settings_of(wiring, store.nodes[i], NodeProbe::Connection::held),
                 pace, sink)});
    }
    if (!store.endpoint) return;
    probes.push_back({tier, probes::make_probe<NodeProbe>(
                                wiring.context,
                                settings_of(wiring, *store.endpoint, NodeProbe::Connection::fresh),
                                pace, into(wiring, tier, view.endpoint->state))});
}

}  // namespace druidwatch::watch
