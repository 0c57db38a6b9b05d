#include <fstream>

#include <catch2/catch.hpp>
#include <sys/stat.h>

#include "history/store.hpp"
#include "samples.hpp"

using namespace druidwatch;
using namespace druidwatch::history;
using namespace druidwatch::test;

namespace {

Store opened(const std::string& folder) {
    auto store = Store::open(folder, day(1));
    if (!store) FAIL(store.error().what);
    return *std::move(store);
}

void write(Store& store, const std::vector<Event>& events) {
    const auto done = store.write({.events = events});
    if (!done) FAIL(done.error().what);
}

std::vector<Event> found(Store& store, const Query& query = everything()) {
    auto answer = store.find(query);
    if (!answer) FAIL(answer.error().what);
    return std::move(answer->events);
}

Trouble trouble_of(const std::string& folder) {
    const auto store = Store::open(folder, day(1));
    return store ? Trouble{} : store.error();
}

unsigned permissions(const std::string& file) {
    struct stat status{};
    ::stat(file.c_str(), &status);
    return status.st_mode & 0777;
}

void put(const std::string& file, const std::string& text) { std::ofstream(file) << text; }

}  // namespace

TEST_CASE("what was written is found again, newest first, and survives closing") {
    const TemporaryFolder folder;
    {
        auto store = opened(folder.path());
        write(store, {leader_changed(day(1)), alert(day(2))});
        write(store, {agent_started(day(3))});
    }
    auto store = opened(folder.path());
    CHECK(found(store) ==
          std::vector{agent_started(day(3)), alert(day(2)), leader_changed(day(1))});
    CHECK(store.set_aside().empty());
}

TEST_CASE("it finds by cluster, kind and time, and tells when the limit cut it off") {
    const TemporaryFolder folder;
    auto store = opened(folder.path());
    write(store, {leader_changed(day(1)), leader_changed(day(2), "m2:8081", "staging"),
                  alert(day(3)), alert(day(4), true, "staging"), agent_started(day(5))});
    auto query = everything();
    query.cluster = "production";
    CHECK(found(store, query) ==
          std::vector{agent_started(day(5)), alert(day(3)), leader_changed(day(1))});
    query.kind = Kind::leader_change;
    CHECK(found(store, query) == std::vector{leader_changed(day(1))});
    query.cluster.reset();
    CHECK(found(store, query).size() == 2);
    query.kind.reset();
    query.from = day(2);
    query.to = day(4);
    CHECK(found(store, query).size() == 3);
    query.limit = 2;
    CHECK(store.find(query)->more);
    CHECK(found(store, query).size() == 2);
    query.limit = 3;
    CHECK_FALSE(store.find(query)->more);
}

TEST_CASE("a set of documents is replaced as a whole") {
    const TemporaryFolder folder;
    auto store = opened(folder.path());
    const Documents first{"{\"b\":1}", "{\"a\":2}"};
    const Documents second{"{\"c\":3}"};
    CHECK(store.documents()->empty());
    REQUIRE(store.write({.documents = &first}));
    CHECK(store.documents().value() == first);
    REQUIRE(store.write({.events = {}}));
    CHECK(store.documents().value() == first);
    REQUIRE(store.write({.documents = &second}));
    CHECK(store.documents().value() == second);
}

TEST_CASE("a run that did not stop in order is told by the next") {
    const TemporaryFolder folder;
    auto store = opened(folder.path());
    const Run run{"watch1:19105", "0.1.0", day(1)};
    REQUIRE(store.write({.run = run}));
    CHECK(store.cut_off().value() == run);
    REQUIRE(store.write({}));
    CHECK_FALSE(store.cut_off().value());
}

TEST_CASE("a folder is made where there is none, and only its owner may read the history") {
    const TemporaryFolder folder;
    const auto path = folder / "deep/down";
    auto store = opened(path);
    write(store, {leader_changed(day(1))});
    for (const auto* name : {"druidwatch.db", "druidwatch.db-wal", "druidwatch.db-shm"}) {
        CHECK(permissions(path + "/" + name) == 0600);
    }
}

TEST_CASE("a folder that can't be made is told by the system's own words") {
    const TemporaryFolder folder;
    put(folder / "file", "");
    CHECK(trouble_of(folder / "file/below").what.contains("Not a directory"));
}

TEST_CASE("of two on one folder the second is told who holds it, until that lets it go") {
    const TemporaryFolder folder;
    {
        const auto first = opened(folder.path());
        const auto trouble = trouble_of(folder.path());
        CHECK(trouble.kind == Trouble::Kind::in_use);
        CHECK(trouble.what.contains("process " + std::to_string(::getpid())));
    }
    opened(folder.path());
}

TEST_CASE("what is no database is set aside, and a new one begun; the last such is kept") {
    const TemporaryFolder folder;
    put(folder / "druidwatch.db.corrupt-2020-01-01T00:00:00.000Z", "of before");
    put(folder / "druidwatch.db", std::string(10'000, 'x'));
    auto store = opened(folder.path());
    write(store, {leader_changed(day(1))});
    CHECK(found(store).size() == 1);
    CHECK(std::filesystem::file_size(store.set_aside()) == 10'000);
    CHECK_FALSE(std::filesystem::exists(folder / "druidwatch.db.corrupt-2020-01-01T00:00:00.000Z"));
}

TEST_CASE("a database of a later version is left alone") {
    const TemporaryFolder folder;
    {
        auto store = opened(folder.path());
        auto database = Sqlite::open(folder / "druidwatch.db");
        REQUIRE(database->run_all("PRAGMA user_version = 1000"));
    }
    const auto trouble = trouble_of(folder.path());
    CHECK(trouble.kind == Trouble::Kind::newer);
    CHECK(trouble.what.contains("later druidwatch"));
}

TEST_CASE("pages that went bad are told as corrupt, not as anything else") {
    const TemporaryFolder folder;
    {
        auto store = opened(folder.path());
        write(store, std::vector<Event>(500, alert(day(1))));
        auto database = Sqlite::open(folder / "druidwatch.db");
        REQUIRE(database->run_all("PRAGMA wal_checkpoint(TRUNCATE)"));
    }
    {
        std::fstream file(folder / "druidwatch.db",
                          std::ios::in | std::ios::out | std::ios::binary);
        file.seekp(4096 * 8);
        file << std::string(200'000, '\x7f');
    }
    {
        auto store = opened(folder.path());
        CHECK(store.find(everything()).error().kind == Trouble::Kind::corrupt);
    }
    auto anew = Store::open(folder.path(), day(2), true);
    REQUIRE(anew);
    CHECK(anew->set_aside().contains("corrupt-"));
    CHECK(found(*anew).empty());
}

TEST_CASE("what is locked by another is waited for, and then told as such") {
    const TemporaryFolder folder;
    auto store = opened(folder.path());
    auto other = Sqlite::open(folder / "druidwatch.db");
    REQUIRE(other->run_all("BEGIN IMMEDIATE"));
    const std::vector events{leader_changed(day(1))};
    const auto done = store.write({.events = events});
    CHECK(done.error().what.contains("locked"));
    REQUIRE(other->run_all("COMMIT"));
    write(store, events);
    CHECK(found(store) == events);
}

TEST_CASE("a file that was removed under it is missed") {
    const TemporaryFolder folder;
    auto store = opened(folder.path());
    CHECK(store.still_there());
    std::filesystem::remove(folder / "druidwatch.db");
    CHECK(store.still_there().error().kind == Trouble::Kind::moved);
}

TEST_CASE("old events go in small steps, the oldest first, and their room is given back") {
    const TemporaryFolder folder;
    auto store = opened(folder.path());
    std::vector<Event> many;
    for (int i = 0; i < 2000; ++i) many.push_back(alert(day(1) + i * 1s));
    many.push_back(alert(day(9)));
    write(store, many);
    const auto full_size = std::filesystem::file_size(folder / "druidwatch.db");
    CHECK(store.forget_before(day(2), 600).value() == 600);
    auto query = everything();
    query.limit = 5000;
    CHECK(found(store, query).back().at == day(1) + 600s);
    for (int i = 0; i < 30; ++i) REQUIRE(store.forget_before(day(2), 600));
    CHECK(found(store, query).size() == 1);
    CHECK(std::filesystem::file_size(folder / "druidwatch.db") < full_size);
    CHECK(std::filesystem::file_size(folder / "druidwatch.db") < 900'000);
}
