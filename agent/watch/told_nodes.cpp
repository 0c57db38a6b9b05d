#include "watch/told_nodes.hpp"

#include <algorithm>

#include "base/endpoint.hpp"

namespace druidwatch::watch {
namespace {

using cluster::Announcement;
using cluster::Announcements;
using cluster::ClusterView;
using cluster::Observation;
using Told = std::optional<Observation<Announcements>>;

Told answered(const cluster::Track<Announcements>& track, Monotonic now) {
    const auto* seen = track.evidence(now);
    return seen && seen->answer ? std::optional(*seen) : std::nullopt;
}

Told by_zookeeper(const ClusterView& view, Monotonic now) {
    if (!view.zookeeper) return {};
    auto seen = answered(view.zookeeper->announcements, now);
    if (seen && !view.zookeeper->belongs(seen->answer->read_through, now)) return {};
    return seen;
}

Announcement announcement_of(const std::string& url, std::string role, const Endpoint& endpoint) {
    const bool tls = url.starts_with("https:");
    return {.role = std::move(role),
            .host = endpoint.host,
            .plaintext_port = tls ? -1 : static_cast<int>(endpoint.port),
            .tls_port = tls ? static_cast<int>(endpoint.port) : -1};
}

/// Whom the masters that we know of call the leader, which may be one that we don't.
Told by_leader_words(const ClusterView& view, Instant now) {
    Announcements all{.whole = false};
    for (const auto role : cluster::both_roles) {
        for (const auto& master : view.druid->masters) {
            const auto* word = master.role(role);
            const auto* names = word ? word->leader.current(now.mono) : nullptr;
            const auto endpoint = names ? endpoint_of_url(names->url) : std::nullopt;
            const auto name = role == cluster::Role::coordinator ? "COORDINATOR" : "OVERLORD";
            if (endpoint) all.processes.push_back(announcement_of(names->url, name, *endpoint));
        }
    }
    if (all.processes.empty()) return {};
    return Observation<Announcements>{.asked = now, .answered = now, .answer = std::move(all)};
}

/// The leader's word, for a standby only knows who leads.
Told by_coordinator(const ClusterView& view, Instant now) {
    const auto leaders = view.druid->claimants(cluster::Role::coordinator, now.mono);
    if (leaders.empty()) return by_leader_words(view, now);
    return leaders.size() == 1 ? answered(leaders.front()->cluster, now.mono) : std::nullopt;
}

/// IPv4 where a name has any: a host with addresses of both kinds is one host.
net::Addresses of_one_family(const net::Addresses& all) {
    net::Addresses some;
    std::ranges::copy_if(all, std::back_inserter(some), &boost::asio::ip::address::is_v4);
    return some.empty() ? all : some;
}

void add_addresses(Announcements& all, const std::vector<std::string>& urls, std::string role,
                   net::Resolver& resolver) {
    for (const auto& url : urls) {
        const auto endpoint = endpoint_of_url(url);
        const auto addresses = endpoint ? resolver.known(endpoint->host) : std::nullopt;
        if (!addresses) {
            all.whole = false;
            continue;
        }
        for (const auto& address : of_one_family(*addresses)) {
            all.processes.push_back(
                announcement_of(url, role, Endpoint{address.to_string(), endpoint->port}));
        }
    }
}

Told by_dns(const config::Druid& druid, net::Resolver& resolver, Instant now) {
    Announcements all;
    add_addresses(all, druid.coordinators, "COORDINATOR", resolver);
    const auto& overlords = druid.overlords.empty() ? druid.coordinators : druid.overlords;
    add_addresses(all, overlords, "OVERLORD", resolver);
    add_addresses(all, druid.brokers, "BROKER", resolver);
    add_addresses(all, druid.routers, "ROUTER", resolver);
    return Observation<Announcements>{.asked = now, .answered = now, .answer = std::move(all)};
}

}  // namespace

Told told_nodes(const ClusterView& view, const config::Druid& druid, net::Resolver& resolver,
                Instant now) {
    switch (druid.discovery) {
        case config::Discovery::zookeeper:
            return by_zookeeper(view, now.mono);
        case config::Discovery::coordinator:
            return by_coordinator(view, now);
        case config::Discovery::dns:
            return by_dns(druid, resolver, now);
        case config::Discovery::fixed:
            break;
    }
    return {};
}

bool is_same_host(net::Resolver& resolver, const std::string& one, const std::string& other) {
    if (one == other) return true;
    const auto mine = resolver.known(one);
    const auto theirs = resolver.known(other);
    return mine && theirs && std::ranges::any_of(*mine, [&](const auto& address) {
               return std::ranges::find(*theirs, address) != theirs->end();
           });
}

}  // namespace druidwatch::watch
