#include "exporters/prometheus/probe_module.hpp"

#include <array>

#include <fmt/format.h>

#include "base/endpoint.hpp"
#include "config/values.hpp"

namespace druidwatch::exporters {
namespace {

using Aimed = std::expected<void, std::string>;
using cluster::ClusterView;

Aimed no_host_port(const std::string& target) {
    return std::unexpected(fmt::format("{} is not HOST:PORT", target));
}

Aimed aim_zookeeper(config::Cluster& cluster, const std::string& target) {
    const auto endpoint = parse_endpoint(target, 2181);
    if (!endpoint) return no_host_port(target);
    auto zookeeper = cluster.zookeeper.value_or(config::ZooKeeper{});
    zookeeper.ensemble = {*endpoint};
    zookeeper.admin.clear();
    zookeeper.base_path.clear();
    cluster = {.name = cluster.name, .zookeeper = std::move(zookeeper)};
    return {};
}

/// With the words of the node that is configured there; else those of the first.
Aimed aim_database(config::Cluster& cluster, const std::string& target, config::DatabaseKind kind,
                   std::uint16_t default_port) {
    const auto endpoint = parse_endpoint(target, default_port);
    if (!endpoint) return no_host_port(target);
    auto store = cluster.metadata_store.value_or(config::MetadataStore{});
    config::DatabaseTarget node{.words = {{"dbname", "druid"}, {"user", "druidwatch"}}};
    if (!store.nodes.empty()) node = store.nodes.front();
    for (const auto& configured : store.nodes) {
        if (configured.endpoint == *endpoint) node = configured;
    }
    node.endpoint = *endpoint;
    store.kind = kind;
    store.nodes = {node};
    store.endpoint.reset();
    cluster = {.name = cluster.name, .metadata_store = std::move(store)};
    return {};
}

Aimed aim_postgresql(config::Cluster& cluster, const std::string& target) {
    return aim_database(cluster, target, config::DatabaseKind::postgresql, 5432);
}

Aimed aim_mysql(config::Cluster& cluster, const std::string& target) {
    return aim_database(cluster, target, config::DatabaseKind::mysql, 3306);
}

using Urls = std::vector<std::string> config::Druid::*;

template <Urls Nodes>
Aimed aim_druid(config::Cluster& cluster, const std::string& target) {
    const bool has_scheme = target.find("://") != std::string::npos;
    auto url = config::parse_url(has_scheme ? target : "http://" + target);
    if (!url) return std::unexpected(url.error().message);
    const auto configured = cluster.druid.value_or(config::Druid{});
    config::Druid druid{.discovery = config::Discovery::fixed,
                        .basic_auth = configured.basic_auth,
                        .tls = configured.tls};
    druid.*Nodes = {*std::move(url)};
    cluster = {.name = cluster.name, .druid = std::move(druid)};
    return {};
}

bool grants_session(const ClusterView& view, Monotonic now) {
    const auto* session = view.zookeeper->members.front().new_session.current(now);
    return session && !session->read_only;
}

bool tells_state(const ClusterView& view, Monotonic now) {
    return view.metadata->nodes.front().state.current(now) != nullptr;
}

bool says_whether_it_leads(const ClusterView& view, Monotonic now) {
    const auto& master = view.druid->masters.front();
    return std::ranges::any_of(cluster::both_roles, [&](cluster::Role role) {
        const auto* word = master.role(role);
        return word && word->leads.current(now);
    });
}

bool yes(const cluster::Track<bool>& track, Monotonic now) {
    const auto* answer = track.current(now);
    return answer && *answer;
}

bool broker_ready(const ClusterView& view, Monotonic now) {
    return yes(view.druid->brokers.front().ready, now);
}

bool router_healthy(const ClusterView& view, Monotonic now) {
    return yes(view.druid->routers.front().healthy, now);
}

bool balancer_ready(const ClusterView& view, Monotonic now) {
    return yes(view.druid->balancers.front().ready, now);
}

constexpr std::array modules{
    ProbeModule{"zookeeper", aim_zookeeper, grants_session},
    ProbeModule{"postgresql", aim_postgresql, tells_state},
    ProbeModule{"mysql", aim_mysql, tells_state},
    ProbeModule{"master", aim_druid<&config::Druid::coordinators>, says_whether_it_leads},
    ProbeModule{"broker", aim_druid<&config::Druid::brokers>, broker_ready},
    ProbeModule{"router", aim_druid<&config::Druid::routers>, router_healthy},
    ProbeModule{"balancer", aim_druid<&config::Druid::load_balancers>, balancer_ready},
};

std::optional<std::string> known_process(const cluster::DruidView& view,
                                         const std::string& target) {
    std::optional<std::string> url;
    const auto look = [&](const auto& processes) {
        for (const auto& process : processes) {
            if (process.is_called(target) || process.url == target) url = process.url;
        }
    };
    look(view.masters);
    look(view.brokers);
    look(view.routers);
    look(view.balancers);
    return url;
}

}  // namespace

std::span<const ProbeModule> probe_modules() { return modules; }

const ProbeModule* find_probe_module(std::string_view name) {
    const auto found = std::ranges::find(modules, name, &ProbeModule::name);
    return found == modules.end() ? nullptr : &*found;
}

std::optional<std::string> known_target(const ClusterView& view, const std::string& target) {
    const auto named = [&](const auto& node) { return node.node == target; };
    if (view.zookeeper && std::ranges::any_of(view.zookeeper->members, named)) return target;
    if (view.metadata) {
        const auto& endpoint = view.metadata->endpoint;
        if (std::ranges::any_of(view.metadata->nodes, named)) return target;
        if (endpoint && std::ranges::any_of(endpoint->hosts, named)) return target;
    }
    return view.druid ? known_process(*view.druid, target) : std::nullopt;
}

}  // namespace druidwatch::exporters
