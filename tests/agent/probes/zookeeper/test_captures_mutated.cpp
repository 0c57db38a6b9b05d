#include <filesystem>

#include "agent/probes/captures.hpp"
#include "agent/probes/mutations.hpp"
#include "probes/zookeeper/admin_server.hpp"
#include "probes/zookeeper/conf.hpp"
#include "probes/zookeeper/mntr.hpp"
#include "probes/zookeeper/session_handshake.hpp"
#include "probes/zookeeper/srvr.hpp"

// Every reader, ten thousand times, with its own captures as what is cut, flipped and spliced.

using namespace druidwatch;
using namespace druidwatch::probes;
using namespace druidwatch::probes::zookeeper;

namespace {

std::vector<std::string> captures_ending(std::string_view end) {
    std::vector<std::string> texts;
    for (const auto& file : std::filesystem::directory_iterator(
             std::filesystem::path(DRUIDWATCH_FIXTURES) / "zookeeper")) {
        const auto name = file.path().filename().string();
        if (name.ends_with(end)) texts.push_back(capture("zookeeper/" + name));
    }
    REQUIRE(!texts.empty());
    std::ranges::sort(texts);  // a folder has no order, and the same seed is to do the same
    return texts;
}

/// A frame as a server sends it: its length, and a payload whose bytes from `at` are `bytes`.
std::string frame(std::size_t size, std::size_t at, std::string_view bytes) {
    std::string payload(size, '\0');
    payload.replace(at, bytes.size(), bytes);
    return std::string(3, '\0') + static_cast<char>(size) + payload;
}

/// What is heard of `bytes` that come in pieces of `piece`: kinds of events, and a failure.
std::string hear(std::string_view bytes, std::size_t piece) {
    SessionHandshake handshake{6s};
    std::string heard;
    while (!bytes.empty()) {
        auto inbound = bytes.substr(0, piece);
        bytes.remove_prefix(inbound.size());
        while (true) {
            const auto event = handshake.receive(inbound);
            if (!event) return heard + to_string(event.error());
            if (!*event) break;
            heard += static_cast<char>('0' + (*event)->index());
        }
    }
    return heard;
}

}  // namespace

TEST_CASE("no mutation of a captured answer breaks the reader of mntr") {
    survive_mutations(captures_ending(".mntr.txt"),
                      [](const std::string& answer) { (void)parse_mntr(answer); });
}

TEST_CASE("no mutation of a captured answer breaks the reader of srvr") {
    survive_mutations(captures_ending(".srvr.txt"),
                      [](const std::string& answer) { (void)parse_srvr(answer); });
}

TEST_CASE("no mutation of a captured answer breaks the readers of conf and of the config node") {
    survive_mutations(captures_ending(".conf.txt"), [](const std::string& answer) {
        (void)parse_conf(answer);
        (void)parse_config_node(answer);
    });
}

TEST_CASE("no mutation of a captured answer breaks the readers of the AdminServer") {
    survive_mutations(captures_ending(".admin.monitor.json"), [](const std::string& body) {
        (void)parse_admin_monitor(200, body);
        (void)parse_admin_monitor(500, body);
    });
    survive_mutations(captures_ending(".admin.voting_view.json"), [](const std::string& body) {
        (void)parse_admin_voting_view(200, body);
        (void)parse_admin_configuration(200, body);
    });
    survive_mutations({R"({"server_id":1,"tick_time":2000,"init_limit":10,"sync_limit":5})"},
                      [](const std::string& body) { (void)parse_admin_configuration(200, body); });
}

TEST_CASE("however the bytes of a session are mutated and come in pieces, what is heard is one") {
    const auto grant = frame(37, 0, {"\0\0\0\0\0\0\x17\x70\1\0\0\x37\xd7\x9f\0\0\0\0\0\x10", 20});
    const auto pong = frame(16, 0, {"\xff\xff\xff\xfe\0\0\0\1\0\0\0\7", 12});
    const auto closed = frame(16, 3, "\1");
    survive_mutations({grant + pong + pong + closed, grant + frame(200, 0, "any") + pong},
                      [](const std::string& bytes) {
                          const auto at_once = hear(bytes, bytes.size());
                          if (hear(bytes, 1) != at_once) FAIL("byte by byte");
                          if (hear(bytes, 7) != at_once) FAIL("in pieces of seven");
                      });
}
