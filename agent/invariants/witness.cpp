#include "invariants/witness.hpp"

#include <fmt/format.h>

namespace druidwatch::invariants {

std::string describe(const Failure& failure) {
    return fmt::format(
        "{}: {}", failure.attempted,
        failure.answer.empty() ? std::string(name_of(failure.reason)) : failure.answer);
}

cluster::Evidence said_by(const cluster::PeerWord& peer, const std::string& node) {
    return {peer.peer, "reaches " + node, peer.answered.wall};
}

std::string enumerate(const std::vector<std::string>& names) {
    if (names.empty()) return "nobody";
    std::string text = names.front();
    for (std::size_t i = 1; i < names.size(); ++i) {
        text += (i + 1 == names.size() ? " and " : ", ") + names[i];
    }
    return text;
}

}  // namespace druidwatch::invariants
