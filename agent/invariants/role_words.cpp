#include "invariants/role_words.hpp"

#include <fmt/format.h>

namespace druidwatch::invariants::role {

using cluster::ClusterView;
using cluster::EvidenceList;
using cluster::Role;

std::string titled(Role role) { return role == Role::coordinator ? "Coordinator" : "Overlord"; }

EvidenceList words_of_all(const ClusterView& view, Role role) {
    EvidenceList list;
    for (const auto& master : view.druid->masters) {
        if (const auto* word = master.role(role)) {
            add_witness(list, master.node, word->leads,
                        [](bool leads) { return leads ? "isLeader: yes" : "isLeader: no"; });
        }
    }
    return list;
}

void add_latch(EvidenceList& list, const ClusterView& view, Role role) {
    if (const auto* track = latch_of(view, role)) {
        add_witness(list, "latch", *track, [](const cluster::Latch& latch) {
            std::vector<std::string> order;
            for (const auto& contender : latch.contenders) order.push_back(contender.url);
            return order.empty() ? std::string("nobody stands in it")
                                 : fmt::format("{}", fmt::join(order, ", then "));
        });
    }
}

std::optional<Verdict> out_of_sight(LatchPlace place) {
    if (place == LatchPlace::unread) return unknown("The latch can't be read.");
    if (place == LatchPlace::elsewhere) {
        return unknown(
            "Druid elects its leaders without ZooKeeper here, or no zookeeper section is "
            "configured: its latch can't be seen.");
    }
    return {};
}

}  // namespace druidwatch::invariants::role
