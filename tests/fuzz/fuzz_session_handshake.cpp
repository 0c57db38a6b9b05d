#include <variant>
#include <vector>

#include "fuzz/target.hpp"
#include "probes/zookeeper/session_handshake.hpp"

namespace druidwatch::fuzz {
namespace {

using namespace probes::zookeeper;

/// An event as plain numbers: its kind, and what it tells.
using Told = std::vector<std::int64_t>;

Told told(const SessionEvent& event) {
    Told numbers{static_cast<std::int64_t>(event.index())};
    if (const auto* session = std::get_if<SessionGranted>(&event)) {
        numbers.insert(numbers.end(), {session->id, session->timeout.count(), session->read_only});
        require(session->id != 0 && session->timeout > 0ms);
    }
    if (const auto* pong = std::get_if<Pong>(&event)) {
        numbers.push_back(static_cast<std::int64_t>(pong->zxid));
    }
    if (const auto* refused = std::get_if<RequestRefused>(&event)) {
        numbers.push_back(refused->code);
        require(refused->code != 0);
    }
    return numbers;
}

struct Heard {
    std::vector<Told> events;
    std::optional<Failure> failure;

    bool operator==(const Heard&) const = default;
};

/// All that a handshake makes of `bytes` when they come in pieces of `piece` bytes.
Heard hear(std::string_view bytes, std::size_t piece) {
    SessionHandshake handshake{6s};
    Heard heard;
    for (; !bytes.empty(); bytes.remove_prefix(std::min(piece, bytes.size()))) {
        for (auto inbound = bytes.substr(0, piece);;) {
            const auto left = inbound.size();
            const auto event = handshake.receive(inbound);
            if (!event) {
                heard.failure = event.error();
                return heard;
            }
            if (!*event) {
                require(inbound.empty());  // else whoever reads the connection would turn in place
                break;
            }
            require(inbound.size() < left || left == 0);
            heard.events.push_back(told(**event));
        }
    }
    return heard;
}

}  // namespace

void examine(std::string_view bytes) {
    const auto at_once = hear(bytes, bytes.size());
    require(at_once.events.size() <= bytes.size() / 4);  // a frame has a length at least
    if (at_once.failure) {
        require_failure(*at_once.failure,
                        {Reason::protocol, Reason::too_large, Reason::unavailable});
    }
    for (const std::size_t piece : {1U, 3U, 41U}) require(hear(bytes, piece) == at_once);
}

}  // namespace druidwatch::fuzz
