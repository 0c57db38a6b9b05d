#include "agent/probes/captures.hpp"
#include "agent/probes/mutations.hpp"
#include "probes/zookeeper/latch.hpp"

using namespace druidwatch;
using namespace druidwatch::probes;
using namespace druidwatch::probes::zookeeper;

namespace {

/// The children of a latch out of a dump of ZooKeeper's tree: a path, its stat, its data.
std::vector<LatchChild> dumped_children(const std::string& fixture, const std::string& latch) {
    std::vector<LatchChild> children;
    const auto dump = capture(fixture);
    for (auto at = dump.find(latch + "/"); at != std::string::npos;
         at = dump.find(latch + "/", at + 1)) {
        const auto name = dump.substr(at + latch.size() + 1);
        const auto owner = dump.substr(dump.find("owner=", at) + 6);
        const auto data = dump.substr(dump.find("text: ", at) + 6);
        children.push_back({name.substr(0, name.find('\n')), data.substr(0, data.find('\n')),
                            std::stoll(owner, nullptr, 16)});
    }
    return children;
}

}  // namespace

TEST_CASE("the lowest number leads, whatever the uuids before it say") {
    const auto contenders =
        contenders_of(dumped_children("druid/healthy33.zookeeper.txt", "/_COORDINATOR"));
    REQUIRE(contenders.size() == 2);
    CHECK(contenders[0] ==
          cluster::Contender{.znode = "_c_96a9686e-5fae-49df-aca3-c0bd63f5a647-latch-0000000000",
                             .sequence = 0,
                             .url = "http://127.0.0.1:18281",
                             .owner = 0x200000b07cc0001});
    CHECK(contenders[1].url == "http://127.0.0.1:18181");

    const auto sorted = contenders_of({{"_c_aa-latch-0000000010", "http://late:1", 1},
                                       {"_c_zz-latch-0000000009", "http://early:1", 2}});
    CHECK(sorted[0].url == "http://early:1");
}

TEST_CASE("a false leader has no child in the latch") {
    const auto contenders =
        contenders_of(dumped_children("druid/dual33.zookeeper-coordinator.txt", "/_COORDINATOR"));
    REQUIRE(contenders.size() == 1);
    CHECK(contenders[0].url == "http://127.0.0.1:18181");
    CHECK(contenders[0].sequence == 5);
}

TEST_CASE("a child that is none of a latch does not stand in it") {
    CHECK(contenders_of({{"lock-0000000001", "x", 1},
                         {"latch-", "x", 1},
                         {"latch-00x", "x", 1},
                         {"latch--0000000001", "x", 1}})
              .empty());
    CHECK(contenders_of({}).empty());
}

TEST_CASE("a latch-like uuid before the number does not mislead") {
    const auto contenders = contenders_of({{"_c_latch-7-latch-0000000003", "http://m:1", 1}});
    REQUIRE(contenders.size() == 1);
    CHECK(contenders[0].sequence == 3);
}

TEST_CASE("no names and no data break the reader of a latch") {
    survive_mutations({"_c_96a9686e-5fae-49df-aca3-c0bd63f5a647-latch-0000000000"},
                      [](const std::string& bytes) { contenders_of({{bytes, bytes, 0}}); });
}
