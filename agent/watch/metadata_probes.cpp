#include "probes/mysql/node_probe.hpp"
#include "probes/postgresql/node_probe.hpp"
#include "watch/wiring.hpp"

namespace druidwatch::watch {
namespace {

constexpr std::string_view tier = "metadata";

using DatabaseSink = probes::Sink<cluster::DatabaseState>;

enum class Session { held, fresh };

template <class NodeProbe>
std::shared_ptr<probes::Probe> probe_of_product(const Wiring& wiring,
                                                const config::DatabaseTarget& target,
                                                Session session, DatabaseSink sink) {
    using Connection = NodeProbe::Connection;
    const auto& store = *wiring.cluster.metadata_store;
    const auto& poll = wiring.global.poll;
    const bool held = session == Session::held;
    typename NodeProbe::Settings settings{
        .target = {.endpoint = target.endpoint,
                   .words = target.words,
                   .password = secret(wiring.secrets, store.password_file)},
        .druid_user = store.druid_user,
        .connection = held ? Connection::held : Connection::fresh};
    return probes::make_probe<NodeProbe>(wiring.context, std::move(settings),
                                         held ? poll.database : poll.database_endpoint,
                                         std::move(sink));
}

TierProbe probe_of(const Wiring& wiring, const config::DatabaseTarget& target, Session session,
                   DatabaseSink sink) {
    const bool mysql = wiring.cluster.metadata_store->kind == config::DatabaseKind::mysql;
    const auto make = mysql ? probe_of_product<probes::mysql::NodeProbe>
                            : probe_of_product<probes::postgresql::NodeProbe>;
    return {tier, make(wiring, target, session, std::move(sink))};
}

/// A new connection each time: where does it lead now?
TierProbe probe_of_endpoint(const Wiring& wiring, const config::DatabaseTarget& target,
                            cluster::DatabaseNode& host) {
    return probe_of(wiring, target, Session::fresh, into(wiring, tier, host.state));
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
        probes.push_back(probe_of(wiring, store.nodes[i], Session::held, sink));
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
