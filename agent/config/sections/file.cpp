#include "config/codecs.hpp"
#include "config/section.hpp"
#include "config/sections/sections.hpp"

namespace druidwatch::config {
namespace {

/// Exporter-toolkit's format has a file of its own; who writes it here is told so.
Key<Config> web() {
    return {{"web",
             "the file of --web.config.file",
             {},
             "TLS and users of the agent's own pages: never in this file."},
            [](Config&, const Value& value, Problems& problems) {
                problems.add(value.place, "`web` does not belong in this file",
                             "put it in the file of --web.config.file");
            },
            [](const Config&) -> std::optional<Value> { return {}; }};
}

Codec<Config> declare() {
    return map_of(Section<Config>{
        "a map with clusters",
        {key("global", &Config::global, global_section(), "What holds for every cluster."),
         required(key("clusters", &Config::clusters,
                      at_least_one(list_of(cluster_section(),
                                           [](const Cluster& cluster) { return cluster.name; })),
                      "The clusters to watch.")),
         key("alerting", &Config::alerting, alerting_section(), "Where alerts go."),
         key("storage", &Config::storage, storage_section(),
             "Where history is kept; left out: it is not."),
         web()}});
}

}  // namespace

const Codec<Config>& config_file() {
    static const Codec<Config> file = declare();
    return file;
}

}  // namespace druidwatch::config
