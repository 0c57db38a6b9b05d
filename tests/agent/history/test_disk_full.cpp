#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "child.hpp"
#include "history/keeper.hpp"
#include "samples.hpp"

using namespace druidwatch;
using namespace druidwatch::history;
using namespace druidwatch::test;

namespace {

Keeper keeper_of(const std::string& path) {
    return {{.path = path, .retention = 24h * 90}, {"watch1:19105", "0.1.0", day(0)}, {}};
}

/// What `work` tells from within a process whose folder is a small disk; nothing where this machine
/// does not let us have one.
std::string on_small_disk(const std::function<void(const std::string& folder, int output)>& work) {
    const TemporaryFolder folder;
    Child child([&](int output) {
        if (!mount_small_disk(folder.path(), "8m")) return tell(output, "no disk");
        work(folder.path(), output);
    });
    const auto told = child.read_all();
    if (told == "no disk") {
        WARN("no small disk can be mounted here");
        return {};
    }
    return told;
}

/// Writes one after the other until `count` were written or one was not.
int write_changes(Keeper& keeper, int from, int count) {
    for (int i = 0; i < count; ++i) {
        if (!keeper.write({{alert(day(1) + (from + i) * 1s)}, {}}, day(1))) return i;
    }
    return count;
}

}  // namespace

TEST_CASE("on a disk that fills up the newest is kept, and the oldest makes room for it") {
    const auto told = on_small_disk([](const std::string& folder, int output) {
        auto keeper = keeper_of(folder);
        const int before = write_changes(keeper, 0, 500);
        fill_disk(folder);
        const int after = write_changes(keeper, 500, 3000);
        auto query = everything();
        query.limit = 1;
        const auto newest = keeper.find(query, day(1));
        query.limit = 5000;
        const auto all = keeper.find(query, day(1));
        tell(output, fmt::format("{} {} {} {}", before, after,
                                 newest && newest->events.front() == alert(day(1) + 3499s),
                                 all && all->events.size() < 3000));
    });
    if (!told.empty()) CHECK(told == "500 3000 true true");
}

TEST_CASE("a disk that is full from the beginning is told, and written to once there is room") {
    const auto told = on_small_disk([](const std::string& folder, int output) {
        fill_disk(folder);
        auto keeper = keeper_of(folder);
        const auto recalled = keeper.recall(day(1));
        const bool written = keeper.write({{alert(day(1))}, {}}, day(1));
        const auto error = keeper.status().last_error;
        std::filesystem::remove(folder + "/filler");
        const bool then = keeper.write({{alert(day(1))}, {}}, day(1));
        tell(output, fmt::format("{} {} {} {} {}", recalled.has_value(), written, then,
                                 keeper.status().ok, error));
    });
    if (!told.empty()) {
        CHECK(told.starts_with("false false true true "));
        CHECK(told.contains("full"));
    }
}

TEST_CASE("after a restart on a full disk history goes on in the room that it has") {
    const auto told = on_small_disk([](const std::string& folder, int output) {
        {
            auto keeper = keeper_of(folder);
            write_changes(keeper, 0, 500);
        }
        fill_disk(folder);
        auto keeper = keeper_of(folder);
        tell(output, fmt::format("{} {}", keeper.recall(day(1)).has_value(),
                                 write_changes(keeper, 500, 100)));
    });
    if (!told.empty()) CHECK(told == "true 100");
}
