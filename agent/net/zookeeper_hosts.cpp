#include "net/zookeeper_hosts.hpp"

#include <algorithm>

namespace druidwatch::net {

std::vector<Endpoint> ZooKeeperHosts::choose() {
    chosen_ = members_;
    std::erase_if(chosen_, [this](const auto& member) { return avoided(member); });
    return chosen_;
}

bool ZooKeeperHosts::lead_astray(const std::optional<Endpoint>& connected) const {
    if (connected) return avoided(*connected);
    return std::ranges::any_of(chosen_, [this](const auto& member) { return avoided(member); });
}

std::string ZooKeeperHosts::listed() const {
    std::string list;
    for (const auto& member : members_) list += (list.empty() ? "" : ",") + to_string(member);
    return list;
}

bool ZooKeeperHosts::avoided(const Endpoint& member) const {
    return std::ranges::find(avoided_, member) != avoided_.end();
}

}  // namespace druidwatch::net
