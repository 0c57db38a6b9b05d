#include "cli/discover/members.hpp"

#include <algorithm>
#include <set>

#include "cli/discover/address.hpp"

namespace druidwatch::cli::discovering {
namespace {

bool is_this_host(const std::string& host) {
    return host == "localhost" || host == "::1" || host.starts_with("127.");
}

bool is_any_host(const std::string& host) { return host == "0.0.0.0" || host == "::"; }

/// The host of "host:quorumPort:electionPort", which may be an IPv6 address in brackets.
std::string host_of(const std::string& address) {
    if (address.starts_with('[')) return address.substr(1, address.find(']') - 1);
    return address.substr(0, address.find(':'));
}

/// What ZooKeeper calls its members' client addresses; empty where it does not name each.
std::vector<Endpoint> by_client_address(const cluster::Membership& membership,
                                        const Endpoint& asked) {
    std::vector<Endpoint> endpoints;
    for (const auto& server : membership.servers) {
        auto client = parse_endpoint(server.client);
        if (!client || client->port == 0) return {};
        if (is_any_host(client->host)) client->host = host_of(server.address);
        endpoints.push_back(as_seen_from_here(*std::move(client), to_string(asked)));
    }
    return endpoints;
}

/// Each on a host of its own, at the port of the one that was asked.
std::vector<Endpoint> by_usual_port(const cluster::Membership& membership, const Endpoint& asked) {
    std::vector<Endpoint> endpoints;
    std::set<std::string> hosts;
    for (const auto& server : membership.servers) {
        auto host = host_of(server.address);
        if (host.empty() || !hosts.insert(host).second) return {};
        endpoints.push_back({std::move(host), asked.port});
    }
    return endpoints;
}

}  // namespace

Endpoint as_seen_from_here(Endpoint told, const std::string& teller) {
    const auto at = parse_endpoint(teller);
    if (at && is_this_host(told.host)) told.host = at->host;
    return told;
}

Members members_of(const Found& found) {
    const bool told = found.membership && !found.membership->servers.empty();
    const std::size_t voters = told ? found.membership->servers.size() : 0;
    const auto& asked = found.asked_members;
    if (told && !asked.empty()) {
        auto members = by_client_address(*found.membership, asked.front());
        if (!members.empty()) return {std::move(members), to_string(asked.front()), voters};
    }
    if (found.master) {
        if (auto named = parse_ensemble(found.master->properties.zookeeper)) {
            for (auto& one : named->members) {
                one = as_seen_from_here(std::move(one), found.master->node);
            }
            if (named->members.size() >= voters) {
                return {std::move(named->members), "druid.zk.service.host of " + found.master->node,
                        voters};
            }
        }
    }
    if (told && !asked.empty()) {
        auto members = by_usual_port(*found.membership, asked.front());
        if (members.size() > 1) {
            return {std::move(members),
                    to_string(asked.front()) + ", which names hosts, not client ports", voters};
        }
    }
    return {asked, asked.empty() ? std::string{} : "the address that was given", voters};
}

}  // namespace druidwatch::cli::discovering
