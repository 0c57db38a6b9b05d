#include <catch2/catch.hpp>

#include "config/reference.hpp"
#include "config/sections/sections.hpp"

using namespace druidwatch::config;
using Catch::Matchers::Contains;

namespace {

void check_described(const std::vector<KeyDescription>& keys, const std::string& path) {
    for (const auto& key : keys) {
        CAPTURE(path + key.name);
        CHECK(!key.expected.empty());
        CHECK(key.help.ends_with('.'));
        check_described(key.keys, path + key.name + ".");
    }
}

const KeyDescription& find(const std::vector<KeyDescription>& keys, const std::string& name) {
    for (const auto& key : keys) {
        if (key.name == name) return key;
    }
    FAIL("no key " << name);
    throw;
}

}  // namespace

TEST_CASE("every key says what it expects and what it is for") {
    check_described(config_file().keys, "");
}

TEST_CASE("a described default is the one that the configuration has") {
    const auto& global = find(config_file().keys, "global");
    CHECK(find(global.keys, "poll_timeout").fallback == "2s");
    CHECK(find(find(global.keys, "poll").keys, "properties").fallback == "5m");
    const auto& cluster = find(config_file().keys, "clusters");
    const auto& store = find(cluster.keys, "metadata_store");
    CHECK(find(store.keys, "max_retained").fallback == "10GiB");
    CHECK(find(find(store.keys, "max_lag").keys, "bytes").fallback == "64MiB");
    CHECK(find(store.keys, "kind").required);
}

TEST_CASE("the reference tells of each key its value, its default and where its own keys are") {
    const auto text = configuration_reference();
    CHECK_THAT(text, Contains("| `clusters` | [a list of maps](#clusters) | **must be given** |"));
    CHECK_THAT(text, Contains("### `clusters[].metadata_store.max_lag`"));
    CHECK_THAT(text, Contains("| `bytes` | a size, such as 64MiB or 10GiB | `64MiB` |"));
    CHECK_THAT(text, Contains("| `poll` | [a map](#globalpoll) |"));
    CHECK_THAT(text, Contains("| `web` | the file of --web.config.file |"));
}
