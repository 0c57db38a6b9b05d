#include <algorithm>

#include "fuzz/target.hpp"
#include "probes/answer_text.hpp"
#include "probes/zookeeper/latch.hpp"

namespace druidwatch::fuzz {

/// Each line is a child: its name, a blank, its data.
void examine(std::string_view bytes) {
    std::vector<probes::zookeeper::LatchChild> children;
    while (!bytes.empty()) {
        const auto line = probes::take_line(bytes);
        const auto child =
            probes::split_at_first(line, ' ').value_or(probes::Split{.before = line, .after = {}});
        children.push_back({std::string(child.before), std::string(child.after), 1});
    }
    const auto contenders = probes::zookeeper::contenders_of(children);
    require(contenders.size() <= children.size());
    require(std::ranges::is_sorted(contenders, {}, &cluster::Contender::sequence));
    for (const auto& contender : contenders) {
        require(std::ranges::find(children, contender.znode,
                                  &probes::zookeeper::LatchChild::name) != children.end());
        require_one_line(contender.url);
    }
    std::ranges::reverse(children);
    require(probes::zookeeper::contenders_of(children).size() == contenders.size());
}

}  // namespace druidwatch::fuzz
