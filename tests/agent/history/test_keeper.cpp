#include <fstream>

#include <catch2/catch.hpp>

#include "history/keeper.hpp"
#include "samples.hpp"

using namespace druidwatch;
using namespace druidwatch::history;
using namespace druidwatch::test;

namespace {

Keeper keeper_of(const std::string& path, seconds retention = 24h * 90) {
    return {{.path = path, .retention = retention}, {"watch1:19105", "0.1.0", day(0)}, {}};
}

std::vector<Event> found(Keeper& keeper) {
    const auto answer = keeper.find(everything(), day(1));
    return answer ? answer->events : std::vector<Event>{};
}

}  // namespace

TEST_CASE("where no folder can be made nothing is kept, and it says why until one can") {
    const TemporaryFolder folder;
    std::ofstream(folder / "in the way") << "x";
    auto keeper = keeper_of(folder / "in the way/history");
    CHECK_FALSE(keeper.recall(day(1)));
    CHECK_FALSE(keeper.write({{leader_changed(day(1))}, {}}, day(1)));
    CHECK_FALSE(keeper.status().ok);
    CHECK(keeper.status().last_error.contains("in the way/history: Not a directory"));
    CHECK(keeper.status().since == day(1));

    std::filesystem::remove(folder / "in the way");
    CHECK(keeper.write({{leader_changed(day(1))}, {}}, day(2)));
    CHECK(keeper.status() == HistoryStatus{.ok = true, .since = day(2), .written = 1});
    CHECK(found(keeper).size() == 1);
}

TEST_CASE("a run that was killed is ended by the next one, at the moment it was last seen") {
    const TemporaryFolder folder;
    {
        auto keeper = keeper_of(folder.path());
        CHECK(keeper.recall(day(1)) == Documents{});
        REQUIRE(keeper.write({{agent_started(day(1))}, {}}, day(1)));
        REQUIRE_FALSE(keeper.tidy(day(2)));
    }
    auto keeper = keeper_of(folder.path());
    keeper.recall(day(3));
    REQUIRE(keeper.write({{agent_started(day(3))}, {}}, day(3)));
    const auto events = found(keeper);
    REQUIRE(events.size() == 3);
    CHECK(kind_of(events[1]) == Kind::agent_stopped);
    CHECK(events[1].at == day(2));
    CHECK(std::get<AgentChange>(events[1].what).cut_off);
    REQUIRE(keeper.write({{leader_changed(day(3))}, {}}, day(3)));
    CHECK(found(keeper).size() == 4);
}

TEST_CASE("a run that stopped in order leaves nothing for the next to tell") {
    const TemporaryFolder folder;
    {
        auto keeper = keeper_of(folder.path());
        REQUIRE(keeper.write_last({{agent_started(day(1))}, Documents{"a"}}, day(1)));
    }
    auto keeper = keeper_of(folder.path());
    CHECK(keeper.recall(day(3)) == Documents{"a"});
    REQUIRE(keeper.write({{agent_started(day(3))}, {}}, day(3)));
    CHECK(found(keeper).size() == 2);
}

TEST_CASE("a database that goes bad is replaced while it runs, and the documents are in the new") {
    const TemporaryFolder folder;
    auto keeper = keeper_of(folder.path());
    std::vector<Event> many;
    for (int i = 0; i < 2000; ++i) many.push_back(alert(day(1) + i * 1s));
    REQUIRE(keeper.write({many, Documents{"a", "b"}}, day(1)));
    {
        auto other = Sqlite::open(folder / "druidwatch.db");
        REQUIRE(other->run_all("PRAGMA wal_checkpoint(TRUNCATE)"));
        std::fstream file(folder / "druidwatch.db",
                          std::ios::in | std::ios::out | std::ios::binary);
        file.seekp(0);
        file << std::string(200'000, '\x7f');
    }
    // The first to notice fails, and the next begins anew.
    bool written = false;
    for (int attempt = 0; attempt < 3 && !written; ++attempt) {
        written = keeper.write({{leader_changed(day(2))}, {}}, day(2));
    }
    CHECK(written);
    CHECK(keeper.status().ok);
    CHECK(found(keeper) == std::vector{leader_changed(day(2))});
    CHECK(keeper.recall(day(2)) == Documents{"a", "b"});
}

TEST_CASE("a folder that was removed under it is made again, with the documents in it") {
    const TemporaryFolder folder;
    auto keeper = keeper_of(folder / "history");
    REQUIRE(keeper.write({{leader_changed(day(1))}, Documents{"a"}}, day(1)));
    std::filesystem::remove_all(folder / "history");
    REQUIRE(keeper.write({{leader_changed(day(2))}, {}}, day(2)));
    CHECK(found(keeper) == std::vector{leader_changed(day(2))});
    CHECK(keeper.recall(day(2)) == Documents{"a"});
}

TEST_CASE("of two on one folder the second keeps nothing, and goes on when the first ends") {
    const TemporaryFolder folder;
    std::optional<Keeper> first(keeper_of(folder.path()));
    REQUIRE(first->write({}, day(1)));
    auto second = keeper_of(folder.path());
    CHECK_FALSE(second.recall(day(1)));
    CHECK(second.status().last_error.contains("another druidwatch"));
    REQUIRE(first->write_last({{}, Documents{"a"}}, day(2)));
    first.reset();
    CHECK(second.write({{leader_changed(day(2))}, {}}, day(2)));
    CHECK(second.status().ok);
}

TEST_CASE("what is older than the retention is deleted step by step") {
    const TemporaryFolder folder;
    auto keeper = keeper_of(folder.path(), 24h);
    std::vector<Event> many(Keeper::forgotten_at_once + 1, leader_changed(day(1)));
    many.push_back(leader_changed(day(3)));
    REQUIRE(keeper.write({many, {}}, day(3)));
    CHECK(keeper.tidy(day(3)));
    CHECK(found(keeper).size() == 2);
    CHECK_FALSE(keeper.tidy(day(3)));
    CHECK(found(keeper) == std::vector{leader_changed(day(3))});
}
