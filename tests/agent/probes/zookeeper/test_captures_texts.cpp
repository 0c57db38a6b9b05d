#include <regex>

#include "agent/probes/zookeeper/captured_texts.hpp"
#include "probes/answer_text.hpp"
#include "probes/zookeeper/conf.hpp"
#include "probes/zookeeper/four_letter_words.hpp"
#include "probes/zookeeper/mntr.hpp"
#include "probes/zookeeper/session_handshake.hpp"
#include "probes/zookeeper/srvr.hpp"
#include "support/timeline.hpp"

using namespace druidwatch;
using namespace druidwatch::probes;
using namespace druidwatch::probes::zookeeper;

namespace {

/// The bytes that Python wrote down as '...' or b'...'; their first ones where it cut them off.
std::string unquoted(std::string_view text) {
    const auto begin = text.find('\'') + 1;
    std::string bytes;
    for (std::size_t i = begin; i < text.size() && text[i] != '\''; ++i) {
        if (text[i] != '\\') {
            bytes += text[i];
            continue;
        }
        ++i;
        bytes += text[i] == 'n' ? '\n' : text[i] == 't' ? '\t' : text[i];
    }
    return bytes;
}

struct Framed {
    std::string how;
    int size;
    std::string bytes;  ///< the first ones
    bool ended;         ///< by end of file, else by our patience
};

std::vector<Framed> framing_tests(const std::string& text) {
    const std::regex line(R"((.*) \((\d+), (b'[^']*'), ('EOF'|"TimeoutError.*"), [\d.]+\))");
    std::vector<Framed> tests;
    for (std::sregex_iterator found(text.begin(), text.end(), line), end; found != end; ++found) {
        const auto& part = *found;
        tests.push_back({part[1], std::stoi(part[2]), unquoted(part[3].str()), part[4] == "'EOF'"});
    }
    REQUIRE(static_cast<long>(tests.size()) == std::ranges::count(text, '\n'));
    return tests;
}

void check_framing(Captures& captures) {
    int complete = 0;
    for (const auto& test : framing_tests(captures.text("framing-tests.txt"))) {
        CAPTURE(test.how);
        if (test.how.starts_with("mntr")) {
            // However it is asked, the answer is the same, so nothing but four bytes is sent.
            CHECK(test.size == 16873);
            CHECK(test.bytes.starts_with("zk_version\t3.8.0-"));
            CHECK(test.ended);
            ++complete;
        }
        if (const auto word = test.how.find("not whitelisted: "); word == 0) {
            const auto failure = classify(test.how.substr(17), test.bytes);
            REQUIRE(!failure);
            CHECK(failure.error().reason == Reason::not_allowed);
        }
        if (test.how == "unknown: abcd" || test.how == "MNTR uppercase") {
            CHECK(test.ended);
            CHECK(classify("mntr", test.bytes).error().reason == Reason::closed);
        }
        if (test.how.contains("pipelined") || test.how.contains("byte by byte")) {
            CHECK(parse_ruok(test.bytes) == true);
        }
        // Who only connects, and who asks the election port, hears nothing.
        if (test.size == 0 && !test.ended) {
            CHECK((test.how.starts_with("nothing sent") || test.how.starts_with("election port")));
        }
    }
    CHECK(complete == 13);
}

void check_stress(Captures& captures) {
    // Of three thousand each, four bytes alone never drew a reset; a line end and a half-close did.
    const auto text = captures.text("rst-empty-stress.txt");
    for (std::string_view rest = text; !rest.empty();) {
        const auto line = take_line(rest);
        CAPTURE(line);
        CHECK(line.contains("'OSError'") == line.starts_with("ruok\\n+halfclose"));
    }
    CHECK(text.contains("ruok {(True, 'EOF'): 3000}"));
    CHECK(text.contains("mntr {(True, 'EOF'): 3000}"));
}

void check_exhausted(Captures& captures) {
    const auto text = captures.text("maxClientCnxns-exhausted.txt");
    for (const auto* word : {"ruok", "mntr", "srvr"}) {
        const auto at = text.find(std::string("\n") + word + " ");
        REQUIRE(at != std::string::npos);
        const auto failure = classify(word, unquoted(std::string_view(text).substr(at)));
        REQUIRE(!failure);
        CHECK(failure.error().reason == Reason::closed);
        CHECK(standing_of(failure.error().reason) == Standing::rejected);  // not down
    }
    const auto after = text.find("after closing them:");
    CHECK(parse_ruok(unquoted(std::string_view(text).substr(after))) == true);
}

/// The part of `text` from `begin` to `end`.
std::string between(const std::string& text, std::string_view begin, std::string_view end) {
    const auto at = text.find(begin);
    REQUIRE(at != std::string::npos);
    const auto from = at + begin.size();
    return text.substr(from, text.find(end, from) - from);
}

void check_tls(Captures& captures) {
    const auto text = captures.text("tls-4lw.txt");
    CHECK(text.contains("SSL alert number 42"));  // who shows no certificate is told so
    CHECK(parse_ruok(between(text, "# with client certificate:\n", "Zoo")) == true);
    const auto srvr = parse_srvr("Zoo" + between(text, "imok\nZoo", "# mntr"));
    REQUIRE(srvr);
    CHECK(srvr->mode == standalone);
    const auto mntr = parse_mntr(between(text, "# mntr\n", "#"));
    REQUIRE(mntr);
    CHECK(mntr->mode == standalone);
    CHECK(mntr->connections == 1);
    const auto cons = classify("cons", between(text, "# cons (not whitelisted)\n", "#"));
    CHECK(cons.error().reason == Reason::not_allowed);
    // Plain bytes to the TLS port are answered by silence, so they look like a frozen member.
    CHECK(text.contains("plaintext ruok to the TLS port:\n(b'', \"TimeoutError"));
}

void check_port_unification(Captures& captures) {
    const auto text = captures.text("portunification-4lw.txt");
    CHECK(parse_ruok(unquoted(between(text, "plaintext\n(b", ","))) == true);
    CHECK(parse_ruok(between(text, "clientAuth=none\n", "#")) == true);
    const auto conf = parse_conf(unquoted("'" + between(text, "(b'clientPort", "',") + "'"));
    REQUIRE(conf);
    CHECK(conf->server_id == 0);
    CHECK(conf->servers.empty());
    CHECK(!parse_srvr(unquoted(between(text, "\nb", "\n"))));  // cut off before its mode
}

/// What the server answered to the request for a session, laid out anew from what was noted of it.
std::string grant(std::int64_t id, int timeout_ms, bool read_only) {
    std::string payload(37, '\0');
    const auto put = [&](std::size_t at, std::uint64_t number, std::size_t size) {
        for (std::size_t i = 0; i < size; ++i) {
            payload[at + i] = static_cast<char>(number >> (8 * (size - 1 - i)));
        }
    };
    put(4, static_cast<std::uint64_t>(timeout_ms), 4);
    put(8, static_cast<std::uint64_t>(id), 8);
    put(16, 16, 4);
    payload[36] = read_only ? '\1' : '\0';
    return std::string("\0\0\0\x25", 4) + payload;
}

void check_handshakes(Captures& captures) {
    const auto text = captures.text("session-handshake-as-quorum-probe.txt");
    const std::regex line(
        R"(session 0x(\w+) negotiated=(\d+)ms resp=(\d+)B ro=(\d) closeReply=(\d+)B)");
    int sessions = 0;
    for (std::sregex_iterator found(text.begin(), text.end(), line), end; found != end; ++found) {
        const auto& part = *found;
        const auto id = std::stoll(part[1], nullptr, 16);
        const auto answer = grant(id, std::stoi(part[2]), part[4] == "1");
        CHECK(std::stoul(part[3]) + 4 == answer.size());
        std::string closed = std::string("\0\0\0\x10", 4) + std::string(16, '\0');
        closed[7] = 1;  // the transaction id of the request to close
        CHECK(std::stoul(part[5]) == closed.size());

        SessionHandshake handshake{6s};
        const auto bytes = answer + closed;
        std::string_view inbound = bytes;
        const auto granted = handshake.receive(inbound);
        REQUIRE((granted && *granted));
        const auto* session = std::get_if<SessionGranted>(&**granted);
        REQUIRE(session);
        CHECK(session->id == id);
        CHECK(session->timeout == 6s);
        CHECK(!session->read_only);
        const auto farewell = handshake.receive(inbound);
        REQUIRE((farewell && *farewell));
        CHECK(std::holds_alternative<SessionClosed>(**farewell));
        ++sessions;
    }
    CHECK(sessions == 6);
}

/// The words of a timeline, as they came; what they mean together is replayed in
/// tests/agent/invariants.
void check_timeline(const std::string& text) {
    const auto spoken = test::timeline_of(text);
    CHECK(spoken.size() >= 20);
    for (const auto& answer : spoken) {
        CAPTURE(answer.word, answer.said);
        if (!answer.said.starts_with('\'')) continue;  // an error, or a summary
        const auto bytes = unquoted(answer.said);
        if (bytes.empty()) {
            CHECK(classify(answer.word, bytes).error().reason == Reason::closed);
        } else if (answer.word == "ruok") {
            CHECK(parse_ruok(bytes) == true);
        } else if (answer.word == "isro") {
            CHECK((bytes == "rw" || bytes == "ro" || bytes == "null"));
        } else {
            CHECK(classify(answer.word, bytes) == Serving::no);
        }
    }
}

const std::string timelines[] = {"A-kill-leader",
                                 "B-lose-quorum-kill-follower-of-remaining-two",
                                 "C-cold-rejoin",
                                 "D-sigstop-both-followers",
                                 "E-sigstop-leader-then-cont-two-leaders",
                                 "F-partition-leader-from-peers-monitor-still-reaches-all",
                                 "G-all-peer-links-down-1-1-1",
                                 "H-rolling-restart-sigterm",
                                 "R-readonlymode-two-killed"};

void check_timelines(Captures& captures) {
    for (const auto& name : timelines) {
        CAPTURE(name);
        check_timeline(captures.text("timeline." + name + ".txt"));
    }
}

void alone(void (*check)(Captures&)) {
    Captures captures;
    check(captures);
}

}  // namespace

namespace druidwatch::probes::zookeeper {

void check_texts(Captures& captures) {
    for (const auto check : {check_framing, check_stress, check_exhausted, check_tls,
                             check_port_unification, check_handshakes, check_timelines}) {
        check(captures);
    }
}

}  // namespace druidwatch::probes::zookeeper

TEST_CASE("four bytes get the same answer as any other framing, and a closed word its remedy") {
    alone(check_framing);
}

TEST_CASE("four bytes alone never drew a reset") { alone(check_stress); }

TEST_CASE("exhausted connections close without a word, which is a rejection and not down") {
    alone(check_exhausted);
}

TEST_CASE("words read the same within TLS") { alone(check_tls); }

TEST_CASE("words read the same on a port that speaks both plain and TLS") {
    alone(check_port_unification);
}

TEST_CASE("every session that a real server granted and closed is understood") {
    alone(check_handshakes);
}

TEST_CASE("every word of the captured timelines is one that is understood") {
    alone(check_timelines);
}
