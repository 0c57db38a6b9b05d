#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "net/http.hpp"
#include "probes/probe.hpp"
#include "watch/cluster_watch.hpp"
#include "watch/secrets.hpp"

namespace druidwatch::watch {

/// What it takes to make the probes of one cluster and to lead their answers into its view.
struct Wiring {
    probes::ProbeContext context;
    net::HttpClient& http;
    net::HttpClient& slow_http;  ///< for what may take minutes, and must not take others' turns
    const config::Cluster& cluster;
    const config::Global& global;
    const Secrets& secrets;
    ClusterWatch& watch;
    /// An answer changed the view; the first answer of all is no sign of trouble.
    std::function<void(std::string_view tier, bool first)> changed;
    /// A master told its properties anew.
    std::function<void()> properties_told;
    /// Has every master asked at once whether it leads.
    std::function<void()> ask_masters;
};

/// A probe and the tier whose suspicion hurries it.
struct TierProbe {
    std::string_view tier;
    std::shared_ptr<probes::Probe> probe;
    std::string node{};                 ///< of Druid: the label of whom it asks
    std::function<void()> ask_again{};  ///< of a master: at once
};

using TierProbes = std::vector<TierProbe>;

/// One function per watched system.
void add_zookeeper_probes(const Wiring& wiring, TierProbes& probes);
void add_metadata_probes(const Wiring& wiring, TierProbes& probes);
/// Of all nodes in the view that `probes` has none for.
void add_druid_probes(const Wiring& wiring, TierProbes& probes);

/// Of the endpoint that the view has by Druid's own word.
TierProbes probes_of_told_endpoint(const Wiring& wiring);

/// Answers go into `track`, which outlives the probe.
template <class T>
probes::Sink<T> into(const Wiring& wiring, std::string_view tier, cluster::Track<T>& track) {
    return [changed = wiring.changed, tier, &track](cluster::Observation<T> observation) {
        const bool first = !track.newest();
        if (track.record(std::move(observation))) changed(tier, first);
    };
}

}  // namespace druidwatch::watch
