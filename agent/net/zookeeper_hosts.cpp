#include "net/zookeeper_hosts.hpp"

#include <algorithm>

#include "net/resolver.hpp"

namespace druidwatch::net {
using boost::asio::ip::tcp;

std::string ZooKeeperHosts::look_up(Resolver& resolver) {
    addresses_.clear();
    std::string hosts;
    for (const auto& member : members_) {
        if (avoided(member)) continue;
        for (const auto& address : resolver.known(member.host).value_or(Addresses{})) {
            addresses_.emplace_back(tcp::endpoint(address, member.port), member);
            hosts +=
                (hosts.empty() ? "" : ",") + to_string(Endpoint{address.to_string(), member.port});
        }
    }
    return hosts;
}

std::optional<Endpoint> ZooKeeperHosts::member_at(const tcp::endpoint& address) const {
    const auto found =
        std::ranges::find(addresses_, address, &std::pair<tcp::endpoint, Endpoint>::first);
    return found == addresses_.end() ? std::nullopt : std::optional(found->second);
}

bool ZooKeeperHosts::lead_astray(const std::optional<tcp::endpoint>& connected) const {
    if (connected) {
        const auto member = member_at(*connected);
        return member && avoided(*member);
    }
    return std::ranges::any_of(addresses_,
                               [this](const auto& entry) { return avoided(entry.second); });
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
