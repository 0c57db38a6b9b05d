#include "agent/probes/captures.hpp"
#include "agent/probes/mutations.hpp"
#include "probes/answer_text.hpp"
#include "probes/http_answer.hpp"

using namespace druidwatch;
using namespace druidwatch::probes;

TEST_CASE("an excerpt is one short line that a terminal and a page can show") {
    CHECK(excerpt("  imok\r\n") == "imok");
    CHECK(excerpt("a\nb\tc\x01\xff") == "a b c??");
    CHECK(excerpt(std::string(500, 'x')).size() == 123);
    CHECK(excerpt("") == "");
}

TEST_CASE("of an HTML page the excerpt is its title") {
    const auto page =
        captured_http("druid/secure37.leader.druid-coordinator-v1-leader.wrongpass.txt");
    CHECK(excerpt(page.body) == "Error 401 User authentication failed.");
    CHECK(
        failure_of_status(page.status, page.body) ==
        Failure{Reason::authentication, {}, {}, "HTTP 401 Error 401 User authentication failed."});
}

TEST_CASE("a status that is no answer says why there is none") {
    CHECK(failure_of_status(403, "").reason == Reason::not_allowed);
    CHECK(failure_of_status(500, "").reason == Reason::unavailable);
    CHECK(failure_of_status(502, "").reason == Reason::unavailable);
    CHECK(failure_of_status(307, "").reason == Reason::protocol);
    CHECK(failure_of_status(200, "<html>").reason == Reason::protocol);
    CHECK(failure_of_status(503, "") == Failure{Reason::unavailable, {}, {}, "HTTP 503"});
}

TEST_CASE("lines end with a line feed, with or without a carriage return, or with the text") {
    std::string_view rest = "a\r\nb\n\nc";
    CHECK(take_line(rest) == "a");
    CHECK(take_line(rest) == "b");
    CHECK(take_line(rest) == "");
    CHECK(take_line(rest) == "c");
    CHECK(rest.empty());
}

TEST_CASE("numbers are whole texts, finite and in range") {
    CHECK(to_integer<int>("42") == 42);
    CHECK(to_integer<std::uint64_t>("a0", 16) == 0xa0);
    for (const auto* text : {"", " 4", "4x", "99999999999", "4.0"}) CHECK(!to_integer<int>(text));
    CHECK(to_finite("1.048576E7") == 1048576 * 10);
    for (const auto* text : {"", "NaN", "Infinity", "-inf", "1e999", "1x"}) CHECK(!to_finite(text));
}

TEST_CASE("no bytes break an excerpt") {
    survive_mutations({"<html><title>x</title>", "text"},
                      [](const std::string& bytes) { (void)excerpt(bytes); });
}
