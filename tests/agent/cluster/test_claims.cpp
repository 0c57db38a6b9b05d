#include <catch2/catch.hpp>

#include "cluster/claims.hpp"

using namespace druidwatch;
using namespace druidwatch::cluster;

namespace {

/// Claims in the order in which they are said, each asked and answered at the given times.
class Heard {
  public:
    Heard& claims(const std::string& node, milliseconds asked, milliseconds answered) {
        return add(node, true, asked, answered);
    }
    Heard& denies(const std::string& node, milliseconds asked, milliseconds answered) {
        return add(node, false, asked, answered);
    }
    std::optional<Overlap> overlap() const { return proven_overlap(claims_); }

  private:
    Heard& add(const std::string& node, bool made, milliseconds asked, milliseconds answered) {
        const Instant start{};
        remember(claims_, {node, made, start + asked, start + answered});
        return *this;
    }

    Claims claims_;
};

}  // namespace

TEST_CASE("a claim, another's claim, and the first again prove two at once") {
    const auto overlap = Heard{}
                             .claims("m1", 10ms, 12ms)
                             .claims("m2", 20ms, 21ms)
                             .claims("m1", 30ms, 31ms)
                             .overlap();
    REQUIRE(overlap);
    CHECK(overlap->first.node == "m1");
    CHECK(overlap->other.node == "m2");
    CHECK(overlap->again.node == "m1");
}

TEST_CASE("a hand-over between two polls is not two at once") {
    CHECK(!Heard{}
               .claims("m1", 10ms, 12ms)
               .claims("m2", 20ms, 21ms)
               .denies("m1", 30ms, 31ms)
               .overlap());
}

TEST_CASE("two claims prove nothing until the first is heard again") {
    CHECK(!Heard{}.claims("m1", 10ms, 12ms).claims("m2", 20ms, 21ms).overlap());
}

TEST_CASE("answers whose times overlap can be explained by a hand-over") {
    CHECK(!Heard{}
               .claims("m1", 10ms, 25ms)
               .claims("m2", 20ms, 31ms)
               .claims("m1", 30ms, 35ms)
               .overlap());
}

TEST_CASE("a denial in between breaks the proof") {
    CHECK(!Heard{}
               .claims("m1", 10ms, 11ms)
               .denies("m1", 12ms, 13ms)
               .claims("m2", 20ms, 21ms)
               .claims("m1", 30ms, 31ms)
               .overlap());
}

TEST_CASE("an overlap that is over is no overlap") {
    CHECK(!Heard{}
               .claims("m1", 10ms, 12ms)
               .claims("m2", 20ms, 21ms)
               .claims("m1", 30ms, 31ms)
               .denies("m2", 40ms, 41ms)
               .overlap());
}

TEST_CASE("claims of one node alone overlap with nobody") {
    CHECK(!Heard{}
               .claims("m1", 10ms, 12ms)
               .claims("m1", 20ms, 22ms)
               .claims("m1", 30ms, 32ms)
               .overlap());
}
