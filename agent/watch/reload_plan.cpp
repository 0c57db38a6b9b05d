#include "watch/reload_plan.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace druidwatch::watch {
namespace {

const config::Cluster* find_cluster(const config::Config& config, const std::string& name) {
    const auto found = std::ranges::find(config.clusters, name, &config::Cluster::name);
    return found == config.clusters.end() ? nullptr : &*found;
}

/// A password may be another in the same file.
bool same_secrets(const config::Cluster& cluster, const Secrets& running, const Secrets& next) {
    return std::ranges::all_of(secret_files(cluster), [&](const std::string& path) {
        return secret(running, path) == secret(next, path);
    });
}

}  // namespace

ReloadPlan plan_reload(const Settings& running, const Settings& next) {
    ReloadPlan plan;
    const bool same_paces = running.config.global == next.config.global;
    for (const auto& cluster : next.config.clusters) {
        const auto* before = find_cluster(running.config, cluster.name);
        const bool same = before && *before == cluster && same_paces &&
                          same_secrets(cluster, running.secrets, next.secrets);
        auto& names = !before ? plan.added : same ? plan.kept : plan.changed;
        names.push_back(cluster.name);
    }
    for (const auto& cluster : running.config.clusters) {
        if (!find_cluster(next.config, cluster.name)) plan.removed.push_back(cluster.name);
    }
    return plan;
}

std::string to_string(const ReloadPlan& plan) {
    std::string text;
    for (const auto& [names, what] : {std::pair{&plan.changed, "changed"},
                                      {&plan.added, "added"},
                                      {&plan.removed, "removed"}}) {
        if (names->empty()) continue;
        text += fmt::format("{}{} {}", text.empty() ? "" : ", ", names->size(), what);
    }
    return text.empty() ? "no cluster changed" : "clusters: " + text;
}

std::vector<std::string> waits_for_a_start(const config::Config& running,
                                           const config::Config& next) {
    const auto line = [](std::string_view key) {
        return fmt::format("{}: takes effect at the next start", key);
    };
    if (running.storage == next.storage) return {};
    if (!running.storage || !next.storage) return {line("storage")};
    std::vector<std::string> lines;
    if (running.storage->path != next.storage->path) lines.push_back(line("storage.path"));
    if (running.storage->retention != next.storage->retention) {
        lines.push_back(line("storage.retention"));
    }
    return lines;
}

Settings as_followed(const config::Config& running, Settings next) {
    next.config.storage = running.storage;
    return next;
}

}  // namespace druidwatch::watch
