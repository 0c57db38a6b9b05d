#include "invariants/whole_cluster.hpp"

#include <set>

#include <fmt/format.h>

#include "cluster/every_track.hpp"
#include "cluster/peer_words.hpp"
#include "invariants/witness.hpp"

namespace druidwatch::invariants::whole_cluster {

using cluster::ClusterView;
using cluster::EvidenceList;
using cluster::Reach;

namespace {

/// The last that was heard of a node, whatever it was asked.
struct LastWord {
    Reach reach = Reach::unknown;
    Monotonic at{};
    cluster::Evidence evidence;
};

std::map<std::string, LastWord> last_words(const ClusterView& view, Monotonic now) {
    std::map<std::string, LastWord> words;
    for_each_track(
        view, [&](std::string_view, std::string_view node, std::string_view, const auto& track) {
            const auto* newest = track.evidence(now);
            // Latches are read through a member that is asked by itself, too.
            if (!newest || node == "ensemble") return;
            const auto reached = reach(track, now);
            // Silence is of the moment that it was met with: what came while we waited is newer.
            const auto at = reached == Reach::silent ? newest->asked.mono : newest->answered.mono;
            auto& word = words[std::string(node)];
            if (at < word.at) return;
            word = {reached, at, said(std::string(node), *newest, {})};
        });
    if (!view.zookeeper) return words;
    for (const auto& member : view.zookeeper->members) {
        // While its handshakes are silent for want of a quorum, a leader goes on answering pings.
        const auto* log = member.current_log(now);
        if (!log || log->told.mono < words[member.node].at) continue;
        words[member.node] = {
            Reach::answers, log->told.mono, {member.node, "ping: answered", log->told.wall}};
    }
    return words;
}

}  // namespace

Verdict unreachable(const ClusterView& view, Monotonic now) {
    EvidenceList evidence;
    const auto words = last_words(view, now);
    for (const auto& [node, word] : words) {
        if (word.reach != Reach::silent) return holds();
        evidence.push_back(word.evidence);
    }
    if (words.empty()) return unknown("Nothing was asked yet.");
    auto text = fmt::format(
        "Nothing of {} answers, not even by refusing: seen from here, the way there is gone.",
        view.name);
    std::set<std::string> peers;
    for_each_node(view, [&](const auto& node) {
        const auto* by_peer = node.reached_by(now);
        if (!by_peer) return;
        peers.insert(by_peer->peer);
        evidence.push_back(said_by(*by_peer, node.node));
    });
    for (const auto& peer : peers) text += fmt::format(" {} reaches it.", peer);
    return violated(std::move(text), std::move(evidence));
}

std::optional<Monotonic> last_heard(const ClusterView& view, Monotonic now) {
    std::optional<Monotonic> last;
    for (const auto& [node, word] : last_words(view, now)) {
        if (word.reach == Reach::silent || word.reach == Reach::unknown) continue;
        if (!last || word.at > *last) last = word.at;
    }
    return last;
}

Verdicts target_unknown(const ClusterView& view, Monotonic now) {
    std::map<std::string, EvidenceList> refusals;
    for_each_track(view, [&](std::string_view tier, std::string_view node,
                             std::string_view question, const auto& track) {
        auto& list = refusals[std::string(node)];
        // Routers forward nothing to masters by default: then there is nothing to watch.
        if (tier == "router" && question != cluster::router_health) return;
        if (reach(track, now) == Reach::not_allowed)
            list.push_back(said(std::string(node), *track.newest(), {}));
    });
    if (view.zookeeper) {
        for (const auto& member : view.zookeeper->members) {
            const auto* session = member.new_session.current(now);
            if (!session || !session->wants_authentication) continue;
            refusals[member.node].push_back(
                {member.node,
                 "in a session nothing is answered to us: set `digest` in the zookeeper section, "
                 "and let enforce.auth.schemes have it there",
                 member.new_session.newest()->answered.wall});
        }
    }
    if (view.metadata) {
        for (const auto& node : view.metadata->nodes) {
            const auto* state = node.state.current(now);
            if (state && !state->hidden.empty()) {
                refusals[node.node].push_back({node.node, "replication is hidden: " + state->hidden,
                                               node.state.newest()->answered.wall});
            }
        }
    }
    Verdicts verdicts;
    std::set<std::string> beyond_a_path;
    for_each_node(view, [&](const auto& node) {
        const auto* by_peer = node.reached_by(now);
        if (!by_peer || !beyond_a_path.insert(node.node).second) return;
        verdicts.push_back(violated(fmt::format("{} is reached by {} and not from here: the way "
                                                "there is broken.",
                                                node.node, by_peer->peer),
                                    {said_by(*by_peer, node.node)})
                               .of(node.node));
    });
    for (auto& [node, list] : refusals) {
        if (beyond_a_path.contains(node)) continue;
        if (list.empty()) {
            verdicts.push_back(holds().of(node));
        } else {
            auto text = fmt::format("{} can't be watched whole: {}.", node, list.front().said);
            verdicts.push_back(violated(std::move(text), std::move(list)).of(node));
        }
    }
    return verdicts;
}

}  // namespace druidwatch::invariants::whole_cluster
