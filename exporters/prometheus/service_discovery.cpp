#include "exporters/prometheus/service_discovery.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

namespace druidwatch::exporters {
namespace {

namespace json = boost::json;

using LabelSet = std::map<std::string, std::string>;
using Groups = std::map<LabelSet, std::set<std::string>>;

/// Who is announced: in ZooKeeper, or to the Coordinator that is asked for its cluster.
const cluster::Announcements* announcements(const cluster::ClusterView& view) {
    if (view.zookeeper) {
        const auto* seen = view.zookeeper->announcements.last_answer();
        if (seen) return &*seen->answer;
    }
    for (const auto& master : view.druid->masters) {
        const auto* told = master.cluster.last_answer();
        if (told) return &*told->answer;
    }
    return nullptr;
}

std::vector<std::string> names_of(const cluster::Announcement& process) {
    std::vector<std::string> names;
    for (const auto port : {process.plaintext_port, process.tls_port}) {
        if (port > 0) {
            names.push_back(to_string(Endpoint{process.host, static_cast<std::uint16_t>(port)}));
        }
    }
    return names;
}

bool announces(const cluster::Announcement& announced, const cluster::Process& process) {
    return std::ranges::any_of(names_of(announced),
                               [&](const auto& name) { return process.is_called(name); });
}

/// One cluster's processes, each once.
class Collector {
  public:
    Collector(const cluster::ClusterView& view, Groups& groups)
        : view_(view), groups_(groups), announced_(announcements(view)) {}

    void collect() {
        for (const auto& master : view_.druid->masters) add_master(master);
        for (const auto& broker : view_.druid->brokers) add(broker, "broker");
        for (const auto& router : view_.druid->routers) add(router, "router");
        if (!announced_) return;
        for (const auto& process : announced_->processes) add_announced(process);
    }

  private:
    void add_master(const cluster::Master& master) {
        std::string_view tier = "master";
        for (const auto role : cluster::both_roles) {
            const auto other = role == cluster::Role::coordinator ? cluster::Role::overlord
                                                                  : cluster::Role::coordinator;
            if (!master.role(other)) tier = cluster::name_of(role);
        }
        add(master, tier);
    }

    void add(const cluster::Process& process, std::string_view tier) {
        seen_.push_back(&process);
        const auto endpoint = endpoint_of_url(process.url);
        if (!endpoint) return;
        std::string_view announced;
        if (announced_) {
            const bool there = std::ranges::any_of(
                announced_->processes, [&](const auto& one) { return announces(one, process); });
            announced = there ? "true" : "false";
        }
        put(to_string(*endpoint), tier, announced, process.url.starts_with("https://"));
    }

    /// Of a kind that is not watched, as Historicals are.
    void add_announced(const cluster::Announcement& process) {
        const bool is_seen =
            std::ranges::any_of(seen_, [&](const auto* one) { return announces(process, *one); });
        const auto names = names_of(process);
        if (is_seen || names.empty()) return;
        std::string tier;
        for (const char c : process.role) {
            tier += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        }
        put(names.front(), tier, "true", process.plaintext_port <= 0);
    }

    void put(const std::string& target, std::string_view tier, std::string_view announced,
             bool tls) {
        LabelSet labels{{"__meta_druidwatch_cluster", view_.name},
                        {"__meta_druidwatch_tier", std::string(tier)},
                        {"druid_cluster", view_.name}};
        if (!announced.empty()) labels["__meta_druidwatch_announced"] = announced;
        if (tls) labels["__scheme__"] = "https";
        groups_[labels].insert(target);
    }

    const cluster::ClusterView& view_;
    Groups& groups_;
    const cluster::Announcements* announced_;
    std::vector<const cluster::Process*> seen_;
};

}  // namespace

std::string discovered_targets(const watch::Snapshot& snapshot) {
    Groups groups;
    for (const auto& cluster : snapshot.clusters) {
        if (cluster.view.druid) Collector(cluster.view, groups).collect();
    }
    json::array document;
    for (const auto& [labels, targets] : groups) {
        json::array addresses;
        for (const auto& target : targets) addresses.emplace_back(target);
        json::object names;
        for (const auto& [name, value] : labels) names[name] = value;
        document.push_back(json::object{{"targets", addresses}, {"labels", names}});
    }
    return json::serialize(document) + "\n";
}

}  // namespace druidwatch::exporters
