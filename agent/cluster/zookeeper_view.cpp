#include "cluster/zookeeper_view.hpp"

namespace druidwatch::cluster {
namespace {

std::set<std::string> nodes_of(const Announcements& announcements) {
    std::set<std::string> nodes;
    for (const auto& process : announcements.processes) {
        for (const auto port : {process.plaintext_port, process.tls_port}) {
            if (port > 0) {
                nodes.insert(to_string(Endpoint{process.host, static_cast<std::uint16_t>(port)}));
            }
        }
    }
    return nodes;
}

}  // namespace

bool ZooKeeperView::record_announcements(Observation<Announcements> observation) {
    if (observation.answer) announced_once.merge(nodes_of(*observation.answer));
    return announcements.record(std::move(observation));
}

bool ZooKeeperView::belongs(const std::string& node, Monotonic now) const {
    const auto member = std::ranges::find(members, node, &ZooKeeperMember::node);
    const auto* state = member == members.end() ? nullptr : member->state.current(now);
    // A lone server is no ensemble's member; where it is all there is, it is the whole ensemble.
    return !state || state->mode != ServerMode::standalone || members.size() == 1;
}

std::optional<bool> ZooKeeperView::announced(const std::string& node, Monotonic now) const {
    const auto* current = announcements.current(now);
    if (!current || !announced_once.contains(node)) return {};
    if (!belongs(current->read_through, now)) return {};
    return nodes_of(*current).contains(node);
}

}  // namespace druidwatch::cluster
