#include <catch2/catch.hpp>

#include "agent/probes/mutations.hpp"
#include "probes/iso_duration.hpp"

using namespace druidwatch;
using namespace druidwatch::probes;

TEST_CASE("durations as Druid and its configuration write them") {
    CHECK(parse_iso_duration("PT5S") == 5s);
    CHECK(parse_iso_duration("PT1800S") == 30min);
    CHECK(parse_iso_duration("PT0.500S") == 500ms);
    CHECK(parse_iso_duration("PT1H30M") == 90min);
    CHECK(parse_iso_duration("P1D") == 24h);
    CHECK(parse_iso_duration("P2WT1S") == 24h * 14 + 1s);
    CHECK(parse_iso_duration("PT0S") == 0ms);
}

TEST_CASE("what is no duration, has no fixed length or no end is nothing") {
    for (const auto* text :
         {"",      "P",        "PT",    "5S",     "PT5",        "PTS",   "P5S",   "PT5D",
          "P1Y",   "P1M",      "PT-5S", "PT1S1S", "PT1S1M",     "P1DT",  "PTT5S", "PT.S",
          "PT1.S", "PT1.2.3S", "PT5S ", "pt5s",   "P99999999W", "PT1e9S"}) {
        CAPTURE(text);
        CHECK(!parse_iso_duration(text));
    }
}

TEST_CASE("no bytes break the reader of durations, and none lasts longer than a century") {
    survive_mutations({"PT5S", "P1DT2H3M4.5S", "P9999W"}, [](const std::string& text) {
        const auto duration = parse_iso_duration(text);
        if (duration && (*duration < 0ms || *duration > longest_duration)) FAIL(text);
    });
}
