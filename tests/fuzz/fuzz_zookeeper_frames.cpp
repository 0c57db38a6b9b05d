#include <exception>

#include "agent/net/zookeeper_tape.hpp"
#include "fuzz/target.hpp"

namespace druidwatch::fuzz {
namespace {

using net::Played;

/// What passes is fit for a client that believes everything.
Played heard(const net::Tape& tape, std::size_t piece) {
    try {
        return net::play(tape, piece);
    } catch (const std::exception&) {
        require(false);
        return {};
    }
}

}  // namespace

void examine(std::string_view bytes) {
    const auto tape = net::unpacked(bytes);
    const auto at_once = heard(tape, bytes.size() + 1);
    require_one_line(at_once.failure);
    for (const std::size_t piece : {1U, 3U, 41U}) {
        const auto again = heard(tape, piece);
        require(again.to_client == at_once.to_client && again.to_member == at_once.to_member &&
                again.failure == at_once.failure);
    }
}

}  // namespace druidwatch::fuzz
