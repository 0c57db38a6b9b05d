#include <catch2/catch.hpp>

#include "cluster/standing.hpp"
#include "cluster/track.hpp"

using namespace druidwatch;
using namespace druidwatch::cluster;

namespace {

Observation<bool> answered_at(seconds when, Result<bool> answer) {
    const auto at = Instant{} + when;
    return {.asked = at, .answered = at, .answer = std::move(answer)};
}

Result<bool> refused() { return std::unexpected(Failure{Reason::refused, "ask", "n:1", ""}); }

Monotonic second(int n) { return Monotonic{seconds{n}}; }

}  // namespace

TEST_CASE("an answer is evidence for three intervals") {
    Track<bool> track(2s, 1s);
    track.record(answered_at(10s, true));
    CHECK(track.current(second(16)) != nullptr);
    CHECK(track.current(second(17)) == nullptr);
    CHECK(reach(track, second(17)) == Reach::unknown);
}

TEST_CASE("only another meaning is a change") {
    Track<bool> track(2s);
    CHECK(track.record(answered_at(1s, true)));
    CHECK(!track.record(answered_at(2s, true)));
    CHECK(track.record(answered_at(3s, false)));
    CHECK(track.record(answered_at(4s, refused())));
    CHECK(!track.record(answered_at(5s, refused())));
}

TEST_CASE("whether a dropped connection was closed or reset is no change") {
    const auto dropped = [](Reason reason) {
        return Result<bool>(std::unexpected(Failure{reason, "ask", "n:1", ""}));
    };
    Track<bool> track(2s);
    track.record(answered_at(1s, dropped(Reason::closed)));
    CHECK(!track.record(answered_at(2s, dropped(Reason::reset))));
    CHECK(track.record(answered_at(3s, dropped(Reason::timed_out))));
}

TEST_CASE("a failure hides the answer before it, and does not forget it") {
    Track<bool> track(2s);
    track.record(answered_at(1s, true));
    track.record(answered_at(2s, refused()));
    CHECK(track.current(second(2)) == nullptr);
    CHECK(reach(track, second(2)) == Reach::down);
    REQUIRE(track.last_answer());
    CHECK(*track.last_answer()->answer);
}

TEST_CASE("a copy shares what was observed until then, and learns nothing after") {
    Track<bool> track(2s);
    track.record(answered_at(1s, true));
    const auto copy = track;
    track.record(answered_at(2s, false));
    CHECK(copy.last_answer() == &track.observations()[1]);
    CHECK(*copy.newest()->answer);
    CHECK(!*track.newest()->answer);
}

TEST_CASE("observations are kept newest first, as many as the proofs need") {
    Track<bool> track(2s);
    for (int n = 1; n <= 8; ++n) track.record(answered_at(seconds(n), n % 2 == 0));
    const auto kept = track.observations();
    REQUIRE(kept.size() == Track<bool>::depth);
    CHECK(kept.front().asked.mono == second(8));
    CHECK(kept.back().asked.mono == second(3));
}
