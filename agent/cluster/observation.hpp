#pragma once

#include "base/result.hpp"
#include "base/time.hpp"

namespace druidwatch::cluster {

enum class Means {
    poll,
    watch,              ///< ZooKeeper told us
    connection_closed,  ///< asked again because a held connection ended
    word_of_another,    ///< another node said so
};

/// One answer of one target. The truth of `answer` lies somewhere between `asked` and `answered`.
template <class T>
struct Observation {
    Instant asked;
    Instant answered;
    Means means = Means::poll;
    Result<T> answer;
};

/// Whether two answers say the same to every invariant; types with counters overload it.
template <class T>
bool same_meaning(const T& a, const T& b) {
    return a == b;
}

/// Whether a connection that is taken and dropped ends by end of file or by a reset is chance
/// (facts: zookeeper.md, exhausted connections).
inline bool same_meaning(Reason a, Reason b) {
    const auto dropped = [](Reason reason) {
        return reason == Reason::closed || reason == Reason::reset;
    };
    return a == b || (dropped(a) && dropped(b));
}

template <class T>
bool same_meaning(const Result<T>& a, const Result<T>& b) {
    if (a.has_value() != b.has_value()) return false;
    return a ? same_meaning(*a, *b) : same_meaning(a.error().reason, b.error().reason);
}

}  // namespace druidwatch::cluster
