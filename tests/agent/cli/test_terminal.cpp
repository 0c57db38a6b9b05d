#include <catch2/catch.hpp>

#include "cli/terminal.hpp"

using namespace druidwatch::cli;

TEST_CASE("a text is wrapped between words, behind an indent") {
    CHECK(wrapped("one two three", 0, 7) == "one two\nthree");
    CHECK(wrapped("one two three", 2, 9) == "one two\n  three");
    CHECK(wrapped("one two three", 2, 0) == "one two three");
    CHECK(wrapped("unbreakable", 0, 4) == "unbreakable");
}

TEST_CASE("a character is a column, however many bytes it has") {
    CHECK(width_of("● up") == 4);
    CHECK(shortened("● standby", 4) == "● s…");
    CHECK(shortened("● up", 4) == "● up");
    CHECK(shortened("up", 0).empty());
}

TEST_CASE("nothing that a server said commands the terminal") {
    CHECK(harmless("a\x1b[2Jb\r\nc\x7f") == "a [2Jb  c ");
    CHECK(harmless("\xc2\x9b"
                   "2J") == " 2J");
    CHECK(harmless("Größe · ●") == "Größe · ●");
}
