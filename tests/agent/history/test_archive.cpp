#include <fstream>

#include <catch2/catch.hpp>

#include "history/archive.hpp"
#include "history/sqlite.hpp"
#include "samples.hpp"

using namespace druidwatch;
using namespace druidwatch::history;
using namespace druidwatch::test;

namespace {

ArchiveSettings settings(std::optional<std::string> path) {
    ArchiveSettings all{.storage = {}, .agent = "watch1:19105", .version = "0.1.0"};
    if (path) all.storage = config::Storage{.path = *path};
    return all;
}

Query of_today() {
    const auto now = system_now().wall;
    return {.from = now - 24h, .to = now + 1h};
}

std::vector<Kind> kinds(const Found& found) {
    std::vector<Kind> all;
    for (const auto& event : found.events) all.push_back(kind_of(event));
    return all;
}

}  // namespace

TEST_CASE("without storage the last day is in memory, and nothing is said of a disk") {
    Archive archive(settings({}));
    archive.record({leader_changed(system_now().wall)});
    const auto found = archive.find(of_today());
    CHECK(found.from_memory);
    CHECK(kinds(found) == std::vector{Kind::leader_change, Kind::agent_started});
    CHECK_FALSE(archive.status());
    CHECK(archive.remembered().empty());
}

TEST_CASE("what was recorded and remembered is there after a restart") {
    const TemporaryFolder folder;
    {
        Archive archive(settings(folder.path()));
        CHECK(archive.remembered().empty());
        archive.record({alert(system_now().wall)});
        archive.remember({"first"});
        archive.remember({"second", "third"});
        const auto found = archive.find(of_today());
        CHECK_FALSE(found.from_memory);
        CHECK(found.events.size() == 2);
        CHECK(archive.status()->ok);
        CHECK(archive.status()->written == 2);
    }
    Archive archive(settings(folder.path()));
    CHECK(archive.remembered() == Documents{"second", "third"});
    auto query = of_today();
    CHECK(kinds(archive.find(query)) == std::vector{Kind::agent_started, Kind::agent_stopped,
                                                    Kind::alert_fired, Kind::agent_started});
}

TEST_CASE("where the disk fails, memory answers and the status tells why") {
    const TemporaryFolder folder;
    std::ofstream(folder / "in the way") << "x";
    Archive archive(settings(folder / "in the way/history"));
    archive.record({leader_changed(system_now().wall)});
    const auto found = archive.find(of_today());
    CHECK(found.from_memory);
    CHECK(found.events.size() == 2);
    CHECK_FALSE(archive.status()->ok);
    CHECK(archive.status()->last_error.contains("Not a directory"));
}

TEST_CASE("what was recorded while the disk failed is written once it is well again") {
    const TemporaryFolder folder;
    std::ofstream(folder / "in the way") << "x";
    {
        Archive archive(settings(folder / "in the way/history"));
        archive.record({leader_changed(system_now().wall)});
        archive.remember({"a"});
        archive.find(of_today());
        std::filesystem::remove(folder / "in the way");
    }  // its end is one more attempt
    Archive archive(settings(folder / "in the way/history"));
    CHECK(archive.remembered() == Documents{"a"});
    CHECK(archive.find(of_today()).events.size() == 4);
}

TEST_CASE("who records does not wait for a disk that is taken") {
    const TemporaryFolder folder;
    Archive archive(settings(folder.path()));
    archive.find(of_today());
    auto other = Sqlite::open(folder / "druidwatch.db");
    REQUIRE(other->run_all("BEGIN IMMEDIATE"));
    // Thousands, while the thread is at the disk and after it gave up for a while.
    for (int i = 0; i < 5000; ++i) archive.record({leader_changed(system_now().wall)});
    CHECK(archive.status()->dropped > 0);
    REQUIRE(other->run_all("COMMIT"));
}
