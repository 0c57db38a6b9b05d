#include "probes/zookeeper/latch.hpp"

#include "probes/answer_text.hpp"

namespace druidwatch::probes::zookeeper {
namespace {

std::optional<std::uint64_t> sequence_of(std::string_view name) {
    // The name begins with a random uuid, so the order of whole names says nothing.
    constexpr std::string_view mark = "latch-";
    const auto at = name.rfind(mark);
    if (at == std::string_view::npos) return {};
    return to_integer<std::uint64_t>(name.substr(at + mark.size()));
}

}  // namespace

std::vector<cluster::Contender> contenders_of(std::vector<LatchChild> children) {
    std::vector<cluster::Contender> contenders;
    for (auto& child : children) {
        const auto sequence = sequence_of(child.name);
        if (!sequence) continue;
        contenders.push_back({.znode = std::move(child.name),
                              .sequence = *sequence,
                              .url = excerpt(child.data),
                              .owner = child.owner});
    }
    std::ranges::sort(contenders, {}, &cluster::Contender::sequence);
    return contenders;
}

}  // namespace druidwatch::probes::zookeeper
