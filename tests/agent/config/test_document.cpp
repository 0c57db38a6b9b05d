#include <catch2/catch.hpp>

#include "config/document.hpp"

using namespace druidwatch::config;

namespace {

SyntaxError error_in(std::string_view text) {
    const auto document = parse_yaml(text);
    REQUIRE(!document);
    return document.error();
}

}  // namespace

TEST_CASE("every value knows its line and column") {
    const auto document = parse_yaml("a: 1\nb:\n  - x\n  - {c: d}\n");
    REQUIRE(document);
    CHECK(document->entries[1].place == Place{2, 1});
    const auto& items = document->find("b")->items;
    CHECK(items[0].place == Place{3, 5});
    CHECK(items[1].find("c")->place == Place{4, 9});
}

TEST_CASE("scalars stay text, and only an empty one is nothing") {
    const auto document = parse_yaml("{a: no, b: 017, c: ~, d: '', e: null, f: 'null'}");
    REQUIRE(document);
    CHECK(document->find("a")->text == "no");
    CHECK(document->find("b")->text == "017");
    CHECK(document->find("c")->kind == Value::Kind::null);
    CHECK(document->find("d")->kind == Value::Kind::scalar);
    CHECK(document->find("e")->kind == Value::Kind::null);
    CHECK(document->find("f")->text == "null");
}

TEST_CASE("a key that is there twice is kept twice") {
    const auto document = parse_yaml("a: 1\na: 2\n");
    REQUIRE(document);
    CHECK(document->entries.size() == 2);
    CHECK(document->find("a")->text == "1");
}

TEST_CASE("an empty text is nothing at all") {
    CHECK(parse_yaml("")->kind == Value::Kind::null);
    CHECK(parse_yaml("# only a comment\n")->kind == Value::Kind::null);
    CHECK(parse_yaml("---\n")->kind == Value::Kind::null);
}

TEST_CASE("an alias stands for its value") {
    const auto document = parse_yaml("a: &x {ca: 1}\nb: *x\n");
    REQUIRE(document);
    CHECK(document->find("b")->find("ca")->text == "1");
}

TEST_CASE("aliases that multiply are stopped before they are written out") {
    std::string text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
    for (int i = 1; i < 10; ++i) {
        const auto now = std::to_string(i);
        const auto before = "*a" + std::to_string(i - 1);
        text += "a" + now + ": &a" + now + " [" + before;
        for (int repeat = 1; repeat < 10; ++repeat) text += ", " + before;
        text += "]\n";
    }
    const auto error = error_in(text);
    CHECK(error.message == "more than 100000 values, aliases written out");
    // At an alias, not at the list around it, which begins in column 9.
    CHECK(error.place.line == 5);
    CHECK(error.place.column > 9);
}

TEST_CASE("an alias can't stand inside of its own value, nor for nothing") {
    CHECK(error_in("a: &x [1, *x]\n").place == Place{1, 11});
    CHECK(error_in("a: *nobody\n").message.find("not valid YAML") != std::string::npos);
}

TEST_CASE("what is nested too deep or too large is refused") {
    CHECK(error_in(std::string(100'000, '[')).message.find("deeper") != std::string::npos);
    CHECK(error_in(std::string(max_text_bytes + 1, 'a')).message == "larger than 1 MiB");
}

TEST_CASE("broken YAML is an error with its place") {
    const auto error = error_in("a: 1\nb: [1, 2\nc: 3\n");
    CHECK(error.message.find("not valid YAML: ") == 0);
    CHECK(error.place.line == 3);
    CHECK(error_in("a: 1\n\tb: 2\n").place.line == 2);
    CHECK(error_in("a: b: c\n").place == Place{1, 5});
    CHECK(error_in("? [a]\n: b\n").message == "a list where a key belongs");
}

TEST_CASE("a second document and invisible characters are refused") {
    CHECK(error_in("a: 1\n---\nb: 2\n").place == Place{3, 1});
    CHECK(error_in("a: 1\nb: \x04 2\n").place == Place{2, 4});
    CHECK(error_in(std::string_view("a: \0", 4)).message == "a control character (byte 0x00)");
}

TEST_CASE("written YAML is read as the same values") {
    const auto text =
        "a: 'x: y'\nb: ['[::1]:1', '', 'null', '# c', \"two\\nlines\", ' s ']\nc: {}\nd: ~\n";
    const auto document = parse_yaml(text);
    REQUIRE(document);
    const auto again = parse_yaml(to_yaml(*document));
    REQUIRE(again);
    CHECK(to_yaml(*again) == to_yaml(*document));
    CHECK(again->find("a")->text == "x: y");
    CHECK(again->find("b")->items[2].kind == Value::Kind::scalar);
    CHECK(again->find("b")->items[4].text == "two\nlines");
    CHECK(again->find("c")->kind == Value::Kind::map);
    CHECK(again->find("d")->kind == Value::Kind::null);
}
