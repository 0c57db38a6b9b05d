// page_server STORY [SECONDS]: serves the page of a story that goes on in real time, from SECONDS
// on; prints the port. Ends when its standard input does.
#include <cstdio>
#include <iostream>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "browser/told_day.hpp"
#include "exporters/web/history_desk.hpp"
#include "exporters/web/server.hpp"
#include "history/archive.hpp"
#include "support/story.hpp"
#include "watch/chronicle.hpp"

using namespace druidwatch;

namespace {

/// The story's time goes on with the real one.
Instant story_time(Instant begin) {
    static const auto started = std::chrono::steady_clock::now();
    return begin + (std::chrono::steady_clock::now() - started);
}

}  // namespace

int main(int argc, char** argv) {
    const std::string name = argc > 1 ? argv[1] : "healthy";
    const seconds from{argc > 2 ? std::stol(argv[2]) : 74};
    auto story = test::story(name);
    if (name == "two-leaders") story.beside_a_healthy_one("staging");
    story.until(from);
    const auto begin = story.now();

    const Clock clock = [begin] { return story_time(begin); };
    const auto archive = std::make_shared<history::Archive>(
        history::ArchiveSettings{{}, "watch1:19105", "0.1.0"}, clock);
    archive->record(test::told_day("production", begin.wall));
    watch::Chronicle chronicle;
    watch::SnapshotBoard board;
    exporters::WebServer server({.listen_addresses = {"127.0.0.1:0"},
                                 .links = {.runbooks = "https://runbooks.example"},
                                 .history = std::make_shared<exporters::HistoryDesk>(archive)},
                                board, clock);
    board.publish(std::make_shared<const watch::Snapshot>(story.snapshot()));
    server.start();
    std::cout << server.listening().front().port << std::endl;

    std::jthread telling([&](std::stop_token stop) {
        for (seconds at = from; !stop.stop_requested(); std::this_thread::sleep_for(1s)) {
            const auto next = std::make_shared<const watch::Snapshot>(story.until(at++).snapshot());
            archive->record(chronicle.news(*next));
            board.publish(next);
        }
    });
    while (std::cin.get() != EOF) {
    }
    telling.request_stop();
    telling.join();
    server.stop();
}
