#include <catch2/catch.hpp>

#include "child.hpp"
#include "history/archive.hpp"
#include "history/sqlite.hpp"
#include "samples.hpp"

using namespace druidwatch;
using namespace druidwatch::history;
using namespace druidwatch::test;

namespace {

constexpr int documents_of_a_set = 5;

/// Its number five times over: a set that is torn has two numbers.
Documents set_of(int number) { return {documents_of_a_set, std::to_string(number)}; }

Archive archive_at(const std::string& folder) {
    return Archive({.storage = config::Storage{.path = folder}, .agent = "a", .version = "v"});
}

/// Remembers one set after the other and says a byte for each, until it is killed.
void write_for_ever(const std::string& folder, int first, int output) {
    const auto archive = std::make_unique<Archive>(
        ArchiveSettings{.storage = config::Storage{.path = folder}, .agent = "a", .version = "v"});
    for (int number = first;; ++number) {
        archive->record({alert(system_now().wall)});
        archive->remember(set_of(number));
        // Answered once all before it is written.
        archive->find({.from = day(0), .to = day(1), .limit = 1});
        tell(output, ".");
    }
}

}  // namespace

TEST_CASE("killed again and again while it writes, it holds whole sets and never an older one") {
    const TemporaryFolder folder;
    int newest = 0;
    for (int life = 0; life < 20; ++life) {
        const auto written = static_cast<std::size_t>(life * 7 % 23 + 1);
        Child child([&](int output) { write_for_ever(folder.path(), newest + 1, output); });
        REQUIRE(child.read(written).size() == written);
        child.kill();
        const auto archive = archive_at(folder.path());
        const auto& set = archive.remembered();
        REQUIRE(set.size() == documents_of_a_set);
        const int number = std::stoi(set.front());
        CHECK(set == set_of(number));
        CHECK(number >= newest + static_cast<int>(written));
        newest = number;
        CHECK(archive.status()->ok);
    }
    auto database = Sqlite::open(folder / "druidwatch.db");
    std::string checked;
    REQUIRE(database->rows("PRAGMA integrity_check", {},
                           [&](const Row& row) { checked = row.text(0); }));
    CHECK(checked == "ok");
}
