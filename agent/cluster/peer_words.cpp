#include "cluster/peer_words.hpp"

namespace druidwatch::cluster {

bool hear_peer(ClusterView& view, const std::string& peer, const PeerReach& reach, Instant asked) {
    bool changed = false;
    for_each_node(view, [&](auto& node) {
        const bool before = node.reached_by(asked.mono) != nullptr;
        const auto found = reach.find(node.node);
        const auto& old = node.peer_word;
        if (found != reach.end()) {
            const PeerWord word{peer, asked + -found->second, asked.mono};
            if (!old || old->peer == peer || old->answered.mono < word.answered.mono) {
                node.peer_word = word;
            }
        } else if (old && old->peer == peer) {
            node.peer_word.reset();
        }
        changed = changed || before != (node.reached_by(asked.mono) != nullptr);
    });
    return changed;
}

std::optional<Monotonic> next_word_ends(const ClusterView& view, Monotonic now) {
    std::optional<Monotonic> next;
    for_each_node(view, [&](const auto& node) {
        const auto* word = node.reached_by(now);
        if (!word) return;
        const auto ends = word->heard + PeerWord::fresh_for + 1ms;
        next = std::min(next.value_or(ends), ends);
    });
    return next;
}

const PeerWord* Master::reached_by(Monotonic now) const {
    Unreached unreached;
    for (const auto& word : roles) {
        if (word) unreached.hear(word->leads);
    }
    return unreached.but_by(peer_word, now);
}

}  // namespace druidwatch::cluster
