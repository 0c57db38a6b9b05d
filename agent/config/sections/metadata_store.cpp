#include <fmt/format.h>

#include "config/codecs.hpp"
#include "config/conninfo.hpp"
#include "config/nearest.hpp"
#include "config/section.hpp"
#include "config/sections/sections.hpp"

namespace druidwatch::config {
namespace {

/// What MariaDB's client can honour.
constexpr std::array<std::string_view, 6> mysql_words{"user",        "dbname",  "sslmode",
                                                      "sslrootcert", "sslcert", "sslkey"};

/// A target with the port of its kind where none is written; complains about what that kind lacks.
void settle(DatabaseTarget& target, DatabaseKind kind, Place place, Problems& problems) {
    const bool mysql = kind == DatabaseKind::mysql;
    if (target.endpoint.port == 0) target.endpoint.port = mysql ? 3306 : 5432;
    if (!mysql) return;
    for (const auto& [word, value] : target.words) {
        if (std::ranges::find(mysql_words, word) == mysql_words.end()) {
            problems.add(place, fmt::format("`{}` means nothing to MySQL", word),
                         did_you_mean(word, mysql_words));
        }
    }
}

void check(MetadataStore& store, const Value& map, Problems& problems) {
    const auto* nodes = map.find("nodes");
    std::vector<Endpoint> seen;
    for (std::size_t i = 0; i < store.nodes.size(); ++i) {
        const auto place = nodes->items[i].place;
        settle(store.nodes[i], store.kind, place, problems);
        const auto& endpoint = store.nodes[i].endpoint;
        if (std::ranges::count(seen, endpoint) > 0) {
            problems.add(place, fmt::format("`{}` is there twice", to_string(endpoint)),
                         "leave one");
        }
        seen.push_back(endpoint);
    }
    if (store.endpoint) {
        settle(*store.endpoint, store.kind, map.find("endpoint")->place, problems);
    }
}

Section<MetadataStore> max_lag() {
    return {"a map with time and bytes",
            {key("time", &MetadataStore::max_lag_time, duration(1s, 24h),
                 "How far behind the primary a standby may be, in time."),
             key("bytes", &MetadataStore::max_lag_bytes, size(), "The same in bytes of log.")}};
}

}  // namespace

Codec<MetadataStore> metadata_store_section() {
    return map_of(Section<MetadataStore>{
        "a map with kind and nodes",
        {required(key("kind", &MetadataStore::kind,
                      one_of<DatabaseKind>({{"postgresql", DatabaseKind::postgresql},
                                            {"mysql", DatabaseKind::mysql}}),
                      "MariaDB is mysql: it is recognised.")),
         required(
             key("nodes", &MetadataStore::nodes,
                 at_least_one(list_of(
                     conninfo(), [](const DatabaseTarget& node) { return print_conninfo(node); })),
                 "Every node, one line of words as libpq has them for each, for MySQL too.")),
         key("password_file", &MetadataStore::password_file, secret_file(),
             "The password of the user that nodes and endpoint name."),
         key("endpoint", &MetadataStore::endpoint, conninfo(),
             "What Druid itself connects to, where that is neither of the nodes: an address that "
             "moves, or a proxy."),
         key("druid_user", &MetadataStore::druid_user, free_text("a user's name"),
             "Whose sessions must be on the primary."),
         group("max_lag", max_lag(), "Beyond it a standby lags."),
         key("max_retained", &MetadataStore::max_retained_bytes, size(),
             "How much log a replication slot may hold back.")},
        check});
}

}  // namespace druidwatch::config
