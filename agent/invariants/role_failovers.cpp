#include <fmt/format.h>

#include "invariants/event.hpp"
#include "invariants/role.hpp"
#include "invariants/role_words.hpp"

// The rows about how a role went from one node to another.

namespace druidwatch::invariants::role {

using cluster::ClusterView;

namespace {

constexpr std::ptrdiff_t changes_tolerated = 3;

cluster::EvidenceList words_of(const cluster::Failover& failover) {
    return {{failover.from, "isLeader: yes, for the last time", failover.last_proof_of_old.wall},
            {failover.to, "isLeader: yes, for the first time", failover.first_proof_of_new.wall}};
}

/// The last one, while it is told.
const cluster::Failover* last_failover(const ClusterView& view, Role role, Monotonic now) {
    const auto& failovers = view.druid->history_of(role).failovers;
    if (failovers.empty() || now - failovers.front().first_proof_of_new.mono > event_lasts) {
        return nullptr;
    }
    return &failovers.front();
}

}  // namespace

Verdict failed_over(const ClusterView& view, Role role, Monotonic now) {
    const auto* last = last_failover(view, role, now);
    if (!last) return holds();
    return violated(fmt::format("{} leads as {} now, after {}; for {} none was seen to.", last->to,
                                titled(role), last->from, human(last->gap())),
                    words_of(*last))
        .from(last->first_proof_of_new);
}

/// From proof to proof, as the budget of NoLeader is counted, too.
Verdict failover_slow(const ClusterView& view, Role role, Monotonic now) {
    const auto* last = last_failover(view, role, now);
    if (!last) return holds();
    const auto took = last->first_proof_of_new.mono - last->last_proof_of_old.mono;
    const auto budget = failover_budget(view);
    if (took <= budget) return holds();
    return violated(fmt::format("The failover of the {} from {} to {} took {}, longer than {}.",
                                titled(role), last->from, last->to, human(took), human(budget)),
                    words_of(*last))
        .from(last->ended);
}

Verdict leader_flapping(const ClusterView& view, Role role, Monotonic now) {
    const auto lately = [&](const Instant& moment) { return now - moment.mono <= flapping_within; };
    const auto& failovers = view.druid->history_of(role).failovers;
    const auto leaders = std::ranges::count_if(
        failovers, [&](const auto& failover) { return lately(failover.first_proof_of_new); });
    const auto turns =
        view.zookeeper ? std::ranges::count_if(view.zookeeper->latch_of(role).turns, lately) : 0;
    if (std::max(leaders, turns) <= changes_tolerated) return holds();
    auto evidence = words_of_all(view, role);
    add_latch(evidence, view, role);
    return violated(
        fmt::format("Within {} another {} led {} times, and another latch child came first {} "
                    "times.",
                    human(flapping_within), titled(role), leaders, turns),
        evidence);
}

}  // namespace druidwatch::invariants::role
