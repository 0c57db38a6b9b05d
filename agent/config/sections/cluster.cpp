#include <fmt/format.h>

#include "config/codecs.hpp"
#include "config/section.hpp"
#include "config/sections/sections.hpp"

namespace druidwatch::config {
namespace {

/// The name is a label, a part of URLs and of file names.
Codec<std::string> cluster_name() {
    auto parse = [](std::string_view text) -> Parsed<std::string> {
        const bool plain = text.find_first_not_of(
                               "abcdefghijklmnopqrstuvwxyz"
                               "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                               "0123456789._-") == std::string_view::npos;
        if (plain && !text.empty() && text.size() <= 64 && !text.starts_with('.')) {
            return std::string(text);
        }
        return std::unexpected(
            Complaint{fmt::format("`{}` can't name a cluster", text),
                      "write up to 64 letters, digits, `_`, `-` and `.`, such as production"});
    };
    return scalar_codec<std::string>("a name, such as production", parse,
                                     [](const std::string& name) { return name; });
}

void check(Cluster& cluster, const Value& map, Problems& problems) {
    if (!cluster.zookeeper && !cluster.metadata_store && !cluster.druid) {
        problems.add(map.place, fmt::format("cluster `{}` has nothing to watch", cluster.name),
                     "add zookeeper, metadata_store or druid");
    }
    if (cluster.zookeeper || !cluster.druid || cluster.druid->discovery != Discovery::zookeeper) {
        return;
    }
    if (const auto* asked = map.find("druid")->find("discovery")) {
        problems.add(asked->place, "discovery by ZooKeeper, and the cluster has no `zookeeper`",
                     "add zookeeper, or write coordinator, dns or static");
    } else {
        cluster.druid->discovery = Discovery::fixed;
    }
}

}  // namespace

Codec<Cluster> cluster_section() {
    return map_of(Section<Cluster>{
        "a map with name, zookeeper, metadata_store and druid",
        {required(key("name", &Cluster::name, cluster_name(), "The label druid_cluster.")),
         key("zookeeper", &Cluster::zookeeper, zookeeper_section(),
             "Left out where Druid discovers through Kubernetes."),
         key("metadata_store", &Cluster::metadata_store, metadata_store_section(),
             "The database and its standbys."),
         key("druid", &Cluster::druid, druid_section(), "The processes of Druid.")},
        check});
}

}  // namespace druidwatch::config
