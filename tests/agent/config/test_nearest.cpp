#include <catch2/catch.hpp>

#include "config/nearest.hpp"

using namespace druidwatch::config;

TEST_CASE("edits are counted, a swap of neighbours as one") {
    CHECK(edit_distance("", "abc") == 3);
    CHECK(edit_distance("zookeper", "zookeeper") == 1);
    CHECK(edit_distance("kidn", "kind") == 1);
    CHECK(edit_distance("broker", "router") == 3);
}

TEST_CASE("a typing error names what was meant; another word names what is known") {
    const std::string_view known[] = {"zookeeper", "metadata_store", "druid", "name"};
    CHECK(did_you_mean("zookeper", known) == "did you mean `zookeeper`?");
    CHECK(did_you_mean("metadatastore", known) == "did you mean `metadata_store`?");
    CHECK(did_you_mean("kafka", known) == "known are zookeeper, metadata_store, druid, name");
    CHECK(!nearest("", known));
    CHECK(!nearest(std::string(10'000, 'z'), known));
}
