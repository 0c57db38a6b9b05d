#pragma once

#include <functional>

#include "invariants/verdict.hpp"

// Rules speak of the part of a cluster that they need. These make each a rule of a whole view. Of
// what a cluster does not have, or is not configured to be watched, nothing is said: not even
// holds.

namespace druidwatch::invariants {

using cluster::ClusterView;
using cluster::MetadataView;
using cluster::Role;
using cluster::ZooKeeperView;

using Evaluate = std::function<Verdicts(const ClusterView&, Monotonic)>;

inline Evaluate applied(Verdict (*rule)(const ZooKeeperView&, Monotonic)) {
    return [rule](const ClusterView& view, Monotonic now) -> Verdicts {
        return view.zookeeper ? Verdicts{rule(*view.zookeeper, now)} : Verdicts{};
    };
}

inline Evaluate applied(Verdicts (*rule)(const ZooKeeperView&, Monotonic)) {
    return [rule](const ClusterView& view, Monotonic now) {
        return view.zookeeper ? rule(*view.zookeeper, now) : Verdicts{};
    };
}

inline Evaluate applied(Verdict (*rule)(const MetadataView&, Monotonic)) {
    return [rule](const ClusterView& view, Monotonic now) -> Verdicts {
        return view.metadata ? Verdicts{rule(*view.metadata, now)} : Verdicts{};
    };
}

inline Evaluate applied(Verdicts (*rule)(const MetadataView&, Monotonic)) {
    return [rule](const ClusterView& view, Monotonic now) {
        return view.metadata ? rule(*view.metadata, now) : Verdicts{};
    };
}

inline Evaluate applied(Verdicts (*rule)(const MetadataView&, Monotonic, int), int argument) {
    return [rule, argument](const ClusterView& view, Monotonic now) {
        return view.metadata ? rule(*view.metadata, now, argument) : Verdicts{};
    };
}

inline Evaluate applied(Verdict (*rule)(const ClusterView&, Monotonic)) {
    return [rule](const ClusterView& view, Monotonic now) { return Verdicts{rule(view, now)}; };
}

inline Evaluate applied(Verdicts (*rule)(const ClusterView&, Monotonic)) { return rule; }

inline Evaluate applied(Verdict (*rule)(const ClusterView&, Role, Monotonic), Role role) {
    return [rule, role](const ClusterView& view, Monotonic now) {
        return Verdicts{rule(view, role, now)};
    };
}

inline Evaluate applied(Verdicts (*rule)(const ClusterView&, Role, Monotonic), Role role) {
    return [rule, role](const ClusterView& view, Monotonic now) { return rule(view, role, now); };
}

/// The rule, where the view has what it speaks of.
inline Evaluate where(std::function<bool(const ClusterView&)> it_applies, Evaluate rule) {
    return [it_applies = std::move(it_applies), rule = std::move(rule)](const ClusterView& view,
                                                                        Monotonic now) -> Verdicts {
        return it_applies(view) ? rule(view, now) : Verdicts{};
    };
}

}  // namespace druidwatch::invariants
