#include "invariants/master.hpp"

#include <fmt/format.h>

#include "invariants/life.hpp"
#include "invariants/witness.hpp"

namespace druidwatch::invariants::master {

using cluster::ClusterView;
using cluster::EvidenceList;

Verdict none_serving(const ClusterView& view, Monotonic now) {
    EvidenceList evidence;
    std::vector<std::string> unclear;
    for (const auto& master : view.druid->masters) {
        const auto life = life_of(view, master, now);
        if (life == Life::up) return holds();
        if (life == Life::unclear) unclear.push_back(master.node);
        for (auto& line : words_of(master)) evidence.push_back(std::move(line));
    }
    if (!unclear.empty()) {
        return unknown(
            fmt::format("{} does not answer, which may be the way there.", enumerate(unclear)),
            evidence);
    }
    return violated("Every master is down: no Coordinator, no Overlord.", evidence);
}

Verdicts node_down(const ClusterView& view, Monotonic now) {
    Verdicts verdicts;
    for (const auto& master : view.druid->masters) {
        verdicts.push_back(process_down(life_of(view, master, now), "Master", master.node,
                                        master.reached_by(now), words_of(master)));
    }
    return verdicts;
}

}  // namespace druidwatch::invariants::master
