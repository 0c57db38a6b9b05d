#include "invariants/life.hpp"

#include <fmt/format.h>

#include "invariants/witness.hpp"

namespace druidwatch::invariants {

using cluster::ClusterView;
using cluster::Master;
using cluster::Reach;

namespace {

/// By any of its names; nothing where it is announced by none that we know.
std::optional<bool> announced(const ClusterView& view, const cluster::Process& process,
                              Monotonic now) {
    auto found = view.zookeeper->announced(process.node, now);
    for (const auto& name : process.also) {
        const auto also = view.zookeeper->announced(name, now);
        if (also && (!found || *also)) found = also;
    }
    return found;
}

}  // namespace

Life life_of(const ClusterView& view, const cluster::Process& process, Reach reached,
             Monotonic now) {
    if (reached == Reach::answers) return Life::up;
    if (reached == Reach::down) return Life::down;
    if (reached != Reach::silent || !view.zookeeper) return Life::unclear;
    return announced(view, process, now) == false ? Life::down : Life::unclear;
}

Reach reach(const Master& master, Monotonic now) {
    auto best = Reach::unknown;
    for (const auto role : cluster::both_roles) {
        const auto* word = master.role(role);
        if (!word) continue;
        best = std::min(best, cluster::reach(word->leads, now));
    }
    return best;
}

Life life_of(const ClusterView& view, const Master& master, Monotonic now) {
    return unless_reached(life_of(view, master, reach(master, now), now), master.reached_by(now));
}

Life life_of(const ClusterView& view, const cluster::Broker& broker, Monotonic now) {
    const auto life = life_of(view, broker, cluster::reach(broker.ready, now), now);
    return unless_reached(life, broker.reached_by(now));
}

Verdict reached_by_peer(const std::string& node, const cluster::PeerWord& word,
                        cluster::EvidenceList evidence) {
    evidence.push_back(said_by(word, node));
    auto verdict = holds().of(node);
    verdict.text = fmt::format(
        "{} is not reached from here; {} reaches it, so it is the way there.", node, word.peer);
    verdict.evidence = std::move(evidence);
    return verdict;
}

Verdict process_down(Life life, std::string_view kind, const std::string& node,
                     const cluster::PeerWord* by_peer, cluster::EvidenceList evidence) {
    if (life == Life::up) return holds().of(node);
    if (by_peer) return reached_by_peer(node, *by_peer, std::move(evidence));
    if (life == Life::down) {
        return violated(fmt::format("{} {} is down.", kind, node), std::move(evidence)).of(node);
    }
    return unknown(fmt::format("{} does not answer, which may be the way there.", node),
                   std::move(evidence))
        .of(node);
}

cluster::EvidenceList words_of(const Master& master) {
    cluster::EvidenceList list;
    for (const auto role : cluster::both_roles) {
        const auto* word = master.role(role);
        if (!word) continue;
        add_witness(list, master.node, word->leads, [&](bool leads) {
            return fmt::format("isLeader of the {}: {}", name_of(role), leads ? "yes" : "no");
        });
    }
    return list;
}

}  // namespace druidwatch::invariants
