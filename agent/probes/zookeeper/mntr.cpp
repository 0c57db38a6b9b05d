#include "probes/zookeeper/mntr.hpp"

#include "probes/answer_text.hpp"
#include "probes/zookeeper/four_letter_words.hpp"
#include "probes/zookeeper/server_figure.hpp"
#include "probes/zookeeper/server_mode.hpp"

namespace druidwatch::probes::zookeeper {

using cluster::ServerState;

Result<ServerState> parse_mntr(std::string_view answer) {
    const auto serving = classify("mntr", answer);
    if (!serving) return std::unexpected(serving.error());
    if (*serving == Serving::no) return ServerState{};

    ServerState state;
    std::optional<cluster::ServerMode> mode;
    for (auto rest = answer; !rest.empty();) {
        // A value may hold anything, a tab too; a key never does.
        auto entry = split_at_first(take_line(rest), '\t');
        if (!entry || !entry->before.starts_with("zk_")) continue;
        entry->before.remove_prefix(3);
        if (entry->before == "server_state") mode = server_mode(entry->after);
        take_figure(state, entry->before, entry->after);
    }
    if (!mode) return std::unexpected(unreadable(answer));
    state.mode = *mode;
    return state;
}

}  // namespace druidwatch::probes::zookeeper
