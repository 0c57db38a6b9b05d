#pragma once

#include <algorithm>
#include <optional>
#include <string>

#include "cluster/track.hpp"

namespace druidwatch::cluster {

/// Another agent's word that it reaches a node itself.
struct PeerWord {
    /// A peer is asked this often; and while a node does not answer us.
    static constexpr milliseconds interval = 5s;
    static constexpr milliseconds hurried_interval = 1s;
    /// What was heard longer ago is no evidence any more.
    static constexpr milliseconds fresh_for = 3 * interval;

    std::string peer;  ///< host:port of the other agent
    Instant answered;  ///< when the node last answered the peer, by our clock; too early rather
                       ///< than too late
    Monotonic heard;   ///< when we asked the peer
};

/// Since when we don't reach a node, by the fast questions that it is asked: by all of them it is
/// silent or refuses. One that answers any, even by hanging up on us, is reached.
class Unreached {
  public:
    template <class T>
    Unreached& hear(const Track<T>& track) {
        const auto* newest = track.newest();
        if (!newest) return *this;
        const auto standing =
            newest->answer ? Standing::rejected : standing_of(newest->answer.error().reason);
        if (standing == Standing::rejected) reached_ = true;
        const bool fails = standing == Standing::down || standing == Standing::silent;
        if (fails) since_ = std::max(since_.value_or(Monotonic::min()), *track.failing_since());
        return *this;
    }

    /// The word, if it is fresh and the node answered the peer after it had ceased to answer us;
    /// else nullptr. What it answered before it may have died of.
    const PeerWord* but_by(const std::optional<PeerWord>& word, Monotonic now) const {
        const bool counts = word && !reached_ && since_ && word->answered.mono > *since_ &&
                            now - word->heard <= PeerWord::fresh_for;
        return counts ? &*word : nullptr;
    }

  private:
    bool reached_ = false;
    std::optional<Monotonic> since_;
};

}  // namespace druidwatch::cluster
