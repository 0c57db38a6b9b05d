#include "cluster/discovery.hpp"

#include <algorithm>

#include "base/endpoint.hpp"

namespace druidwatch::cluster {
namespace {

constexpr std::string_view role_names[] = {"COORDINATOR", "OVERLORD"};  // by Role

std::optional<Role> master_role(const Announcement& announced) {
    for (const auto role : both_roles) {
        if (announced.role == role_names[static_cast<std::size_t>(role)]) return role;
    }
    return {};
}

std::string at_port(const std::string& host, int port) {
    return to_string(Endpoint{host, static_cast<std::uint16_t>(port)});
}

/// host:port of each port that is open.
std::vector<std::string> names_of(const Announcement& announced) {
    std::vector<std::string> names;
    for (const auto port : {announced.tls_port, announced.plaintext_port}) {
        if (port > 0) names.push_back(at_port(announced.host, port));
    }
    return names;
}

/// By one of its names, or at one of its ports of the same host.
bool is_of(const Announcement& announced, const Process& process, const SameHost& same_host) {
    for (const auto& name : names_of(announced)) {
        if (process.is_called(name)) return true;
    }
    const auto asked_at = endpoint_of_url(process.url);
    if (!asked_at) return false;
    const bool same_port =
        asked_at->port == announced.plaintext_port || asked_at->port == announced.tls_port;
    return same_port && same_host(asked_at->host, announced.host);
}

bool is_called_so(const Announcement& announced, const Process& process) {
    return is_of(announced, process, [](const auto& a, const auto& b) { return a == b; });
}

bool is_of_kind(const Announcement& announced, const Master&) {
    return master_role(announced).has_value();
}
bool is_of_kind(const Announcement& announced, const Broker&) { return announced.role == "BROKER"; }
bool is_of_kind(const Announcement& announced, const Router&) { return announced.role == "ROUTER"; }

template <class Node>
void learn(std::list<Node>& nodes, const Announcements& all, const SameHost& same_host,
           Monotonic now) {
    for (auto& node : nodes) {
        bool announced_now = false;
        for (const auto& announced : all.processes) {
            if (!is_of_kind(announced, node) || !is_of(announced, node, same_host)) continue;
            announced_now = true;
            for (auto& name : names_of(announced)) {
                if (!node.is_called(name)) node.also.push_back(std::move(name));
            }
        }
        if (announced_now) {
            node.vanished.reset();
        } else if (all.whole && !node.vanished) {
            node.vanished = now;
        }
    }
}

bool answers(const Master& master, Monotonic now) {
    return std::ranges::any_of(both_roles, [&](Role role) {
        return master.role(role) && master.role(role)->leads.current(now);
    });
}
bool answers(const Broker& broker, Monotonic now) { return broker.ready.current(now); }
bool answers(const Router& router, Monotonic now) { return router.healthy.current(now); }

/// Gone for so long, or found out to be one that is configured. Who answers without being announced
/// is no less there.
template <class Node>
void find_forgotten(const std::list<Node>& nodes, Monotonic now, std::vector<std::string>& gone) {
    for (const auto& node : nodes) {
        if (node.configured) continue;
        const bool vanished =
            node.vanished && now - *node.vanished >= forgotten_after && !answers(node, now);
        const bool another = std::ranges::any_of(nodes, [&](const Node& other) {
            return other.configured && other.is_called(node.node);
        });
        if (vanished || another) gone.push_back(node.node);
    }
}

template <class Node>
bool is_known(const Announcement& announced, const std::list<Node>& nodes) {
    return std::ranges::any_of(nodes,
                               [&](const Node& node) { return is_called_so(announced, node); });
}

bool is_listed(const Process& process, const std::vector<Process>& found) {
    return std::ranges::find(found, process.node, &Process::node) != found.end();
}

void find_new(const std::string_view role, const Announcements& all, const auto& known, bool tls,
              std::vector<Process>& found) {
    for (const auto& announced : all.processes) {
        if (announced.role != role || is_known(announced, known)) continue;
        auto process = process_of(announced, tls);
        if (process && !is_listed(*process, found)) found.push_back(*std::move(process));
    }
}

std::vector<Role> announced_roles(const Process& process, const Announcements& all) {
    std::vector<Role> roles;
    for (const auto role : both_roles) {
        const bool has_it = std::ranges::any_of(all.processes, [&](const auto& announced) {
            return master_role(announced) == role && is_called_so(announced, process);
        });
        if (has_it) roles.push_back(role);
    }
    return roles;
}

/// Who is told of a part only takes nothing away.
void keep_roles(const Master& master, std::vector<Role>& roles) {
    for (const auto role : both_roles) {
        if (master.role(role) && std::ranges::count(roles, role) == 0) roles.push_back(role);
    }
}

/// What a master that runs does not announce it does not have, whatever the configuration says: on
/// another's role it would only hand the question on (facts: druid.md §2).
void find_masters(const DruidView& view, const Announcements& all, bool tls, NodeChanges& changes) {
    for (const auto& master : view.masters) {
        auto roles = announced_roles(master, all);
        if (!all.whole) keep_roles(master, roles);
        const bool as_thought = std::ranges::all_of(both_roles, [&](Role role) {
            return (master.role(role) != nullptr) == (std::ranges::count(roles, role) > 0);
        });
        if (!roles.empty() && !as_thought) changes.masters.push_back({master, std::move(roles)});
    }
    std::vector<Process> found;
    for (const auto name : role_names) find_new(name, all, view.masters, tls, found);
    for (auto& process : found) {
        auto roles = announced_roles(process, all);
        changes.masters.push_back({std::move(process), std::move(roles)});
    }
}

}  // namespace

std::optional<Process> process_of(const Announcement& announced, bool tls) {
    auto names = names_of(announced);
    if (names.empty()) return {};
    const bool over_tls = announced.tls_port > 0 && (tls || announced.plaintext_port <= 0);
    const auto port = over_tls ? announced.tls_port : announced.plaintext_port;
    Process process{.node = names.front(),  // as Druid names its znode: by the TLS port if any
                    .url = (over_tls ? "https://" : "http://") + at_port(announced.host, port),
                    .configured = false};
    names.erase(names.begin());
    process.also = std::move(names);
    return process;
}

bool NodeChanges::empty() const {
    return masters.empty() && brokers.empty() && routers.empty() && forgotten.empty();
}

bool NodeChanges::concern(const std::string& node) const {
    return std::ranges::count(forgotten, node) > 0 ||
           std::ranges::any_of(masters, [&](const auto& one) { return one.process.node == node; });
}

void learn_names(DruidView& view, const Announcements& announced, const SameHost& same_host,
                 Monotonic now) {
    learn(view.masters, announced, same_host, now);
    learn(view.brokers, announced, same_host, now);
    learn(view.routers, announced, same_host, now);
}

NodeChanges find_changes(const DruidView& view, const Announcements& announced, bool tls,
                         Monotonic now) {
    NodeChanges changes;
    find_masters(view, announced, tls, changes);
    find_new("BROKER", announced, view.brokers, tls, changes.brokers);
    find_new("ROUTER", announced, view.routers, tls, changes.routers);
    find_forgotten(view.masters, now, changes.forgotten);
    find_forgotten(view.brokers, now, changes.forgotten);
    find_forgotten(view.routers, now, changes.forgotten);
    return changes;
}

void apply(const NodeChanges& changes, DruidView& view, const NodeMaker& make) {
    const auto is_forgotten = [&](const Process& process) {
        return std::ranges::count(changes.forgotten, process.node) > 0;
    };
    view.masters.remove_if(is_forgotten);
    view.brokers.remove_if(is_forgotten);
    view.routers.remove_if(is_forgotten);
    for (const auto& [process, roles] : changes.masters) {
        for (const auto role : both_roles) {
            const auto master = std::ranges::find(view.masters, process.node, &Master::node);
            const bool had_it = master != view.masters.end() && master->role(role);
            const bool has_it = std::ranges::count(roles, role) > 0;
            if (has_it && !had_it) make.add_role(view, process, role);
            if (!has_it && had_it) master->roles[static_cast<std::size_t>(role)].reset();
        }
    }
    for (const auto& process : changes.brokers) make.add_broker(view, process);
    for (const auto& process : changes.routers) make.add_router(view, process);
}

}  // namespace druidwatch::cluster
