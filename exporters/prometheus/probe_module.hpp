#pragma once

#include <expected>
#include <span>
#include <string>
#include <string_view>

#include "cluster/cluster_view.hpp"
#include "config/config.hpp"

namespace druidwatch::exporters {

/// What one kind of target is asked, and what it must answer.
struct ProbeModule {
    std::string_view name;
    /// Leaves `target` the only thing to ask in the cluster, whose credentials stay; or says why
    /// it is no target.
    std::expected<void, std::string> (*aim)(config::Cluster& cluster, const std::string& target);
    bool (*succeeded)(const cluster::ClusterView& view, Monotonic now);
};

std::span<const ProbeModule> probe_modules();

/// nullptr where there is none of that name.
const ProbeModule* find_probe_module(std::string_view name);

/// Whether the view has a node of that name, or another that the node goes by. The URL of a Druid
/// process, which tells whether it speaks TLS; else the name as it is. Nothing where it is unknown.
std::optional<std::string> known_target(const cluster::ClusterView& view,
                                        const std::string& target);

}  // namespace druidwatch::exporters
