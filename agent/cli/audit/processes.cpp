#include "cli/audit/processes.hpp"

#include <algorithm>

#include "cluster/discovery.hpp"

namespace druidwatch::cli::auditing {
namespace {

using cluster::Announcements;
using cluster::Process;

constexpr std::string_view peon = "PEON";

bool is_called(const KnownProcess& known, const std::string& name) {
    return known.node == name || std::ranges::find(known.also, name) != known.also.end();
}

bool same(const KnownProcess& known, const Process& process) {
    return is_called(known, process.node) ||
           std::ranges::any_of(process.also,
                               [&](const auto& name) { return is_called(known, name); });
}

KnownProcess& note(std::vector<KnownProcess>& all, const Process& process, std::string_view kind) {
    auto found = std::ranges::find_if(all, [&](const auto& one) { return same(one, process); });
    if (found == all.end()) {
        all.push_back({.node = process.node, .url = process.url, .also = process.also});
        found = all.end() - 1;
    }
    if (std::ranges::find(found->kinds, kind) == found->kinds.end()) {
        found->kinds.emplace_back(kind);
    }
    return *found;
}

void note_watched(std::vector<KnownProcess>& all, const cluster::DruidView& druid) {
    for (const auto& master : druid.masters) {
        if (master.role(cluster::Role::coordinator)) note(all, master, "COORDINATOR");
        if (master.role(cluster::Role::overlord)) note(all, master, "OVERLORD");
    }
    for (const auto& broker : druid.brokers) note(all, broker, "BROKER");
    for (const auto& router : druid.routers) note(all, router, "ROUTER");
}

void note_told(std::vector<KnownProcess>& all, const Announcements& told, bool tls,
               bool announced) {
    for (const auto& one : told.processes) {
        const auto process = cluster::process_of(one, tls);
        if (!process || one.role == peon) continue;
        auto& known = note(all, *process, one.role);
        known.announced = known.announced || announced;
    }
}

}  // namespace

bool KnownProcess::is_master() const {
    return std::ranges::any_of(
        kinds, [](const auto& kind) { return kind == "COORDINATOR" || kind == "OVERLORD"; });
}

std::vector<KnownProcess> known_processes(const cluster::ClusterView& view,
                                          const Announcements& listed, bool tls, Monotonic now) {
    std::vector<KnownProcess> all;
    if (view.druid) note_watched(all, *view.druid);
    const auto* announced = view.zookeeper ? view.zookeeper->announcements.current(now) : nullptr;
    if (announced) note_told(all, *announced, tls, true);
    note_told(all, listed, tls, false);
    return all;
}

}  // namespace druidwatch::cli::auditing
