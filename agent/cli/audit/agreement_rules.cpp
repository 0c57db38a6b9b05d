#include <functional>
#include <map>
#include <set>

#include <fmt/format.h>

#include "cli/audit/rules.hpp"
#include "cluster/connect_string.hpp"
#include "invariants/witness.hpp"

// What processes must have in common.

namespace druidwatch::cli::auditing {
namespace {

using cluster::DruidProperties;
using cluster::EvidenceList;
using invariants::enumerate;
using invariants::said;

/// What each process says of one thing.
struct Said {
    std::map<std::string, std::vector<std::string>> by_value;  ///< who says it
    std::vector<std::string> untold;
    EvidenceList evidence;

    void add(const std::string& node, const std::string& value, cluster::Evidence line) {
        if (value.empty()) {
            untold.push_back(node);
        } else {
            by_value[value].push_back(node);
        }
        evidence.push_back(std::move(line));
    }
};

Outcome agree(Said all, std::string_view what) {
    if (all.by_value.size() > 1) {
        std::vector<std::string> parts;
        for (const auto& [value, nodes] : all.by_value) {
            parts.push_back(fmt::format("{} of {}", value, enumerate(nodes)));
        }
        return broken(fmt::format("There are several {}s: {}.", what, enumerate(parts)),
                      std::move(all.evidence));
    }
    if (all.by_value.empty()) {
        return unknown(fmt::format("No process tells its {}.", what), std::move(all.evidence));
    }
    if (!all.untold.empty()) {
        return unknown(fmt::format("{} does not tell its {}.", enumerate(all.untold), what),
                       std::move(all.evidence));
    }
    return kept(fmt::format("The {} of all is {}.", what, all.by_value.begin()->first),
                std::move(all.evidence));
}

Said time_zones(const Material& material) {
    Said all;
    for (const auto& [process, version, properties] : material.words.processes) {
        const auto zone = properties.answer ? properties.answer->time_zone : std::string{};
        all.add(process.node, zone, said(process.node, properties, "user.timezone=" + zone));
    }
    return all;
}

/// The members in whatever order, and the base path.
std::string zookeeper_of(const DruidProperties& told) {
    return fmt::format("{} at {}", cluster::hosts_in_order(told.zookeeper), told.base_path);
}

/// Who is announced in the ZooKeeper that is watched uses it, whatever it calls it. The others are
/// told apart by what they call it.
Outcome one_zookeeper(const Material& material,
                      const std::function<bool(const KnownProcess&)>& counts) {
    Said all;
    std::set<std::string> its_names;
    const auto* announced = material.view().zookeeper
                                ? material.view().zookeeper->announcements.evidence(material.now)
                                : nullptr;
    for (const auto& [process, version, properties] : material.words.processes) {
        if (process.announced && properties.answer)
            its_names.insert(zookeeper_of(*properties.answer));
    }
    for (const auto& [process, version, properties] : material.words.processes) {
        if (!counts(process)) continue;
        const auto called = properties.answer ? zookeeper_of(*properties.answer) : std::string{};
        if (process.announced && announced) {
            all.add(process.node, "the watched one",
                    {process.node, "is announced there", announced->answered.wall});
        } else {
            all.add(process.node, its_names.contains(called) ? "the watched one" : called,
                    said(process.node, properties, "uses " + called));
        }
    }
    return agree(std::move(all), "ZooKeeper");
}

}  // namespace

Outcome one_zookeeper_of_masters(const Material& material) {
    return one_zookeeper(material, [](const auto& process) { return process.is_master(); });
}

Outcome one_zookeeper_of_all(const Material& material) {
    return one_zookeeper(material, [](const auto&) { return true; });
}

Outcome one_time_zone(const Material& material) { return agree(time_zones(material), "time zone"); }

Outcome time_zone_is_utc(const Material& material) {
    auto all = time_zones(material);
    std::vector<std::string> others;
    for (const auto& [zone, nodes] : all.by_value) {
        // What the JVM calls the same: it takes any of these names as it is given.
        if (zone == "UTC" || zone == "Etc/UTC" || zone == "Z" || zone == "UCT") continue;
        others.insert(others.end(), nodes.begin(), nodes.end());
    }
    if (!others.empty()) {
        return broken(fmt::format("{} runs in another time zone.", enumerate(others)),
                      std::move(all.evidence));
    }
    auto told = agree(std::move(all), "time zone");
    // Two names of UTC are one time zone here.
    return told.answer == Answer::unknown ? std::move(told)
                                          : kept("It is UTC.", std::move(told.evidence));
}

Outcome one_version(const Material& material) {
    Said all;
    for (const auto& [process, version, properties] : material.words.processes) {
        const auto told = version.answer ? *version.answer : std::string{};
        all.add(process.node, told, said(process.node, version, "version " + told));
    }
    return agree(std::move(all), "version");
}

}  // namespace druidwatch::cli::auditing
