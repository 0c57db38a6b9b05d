#include "probes/zookeeper/srvr.hpp"

#include "probes/answer_text.hpp"
#include "probes/zookeeper/four_letter_words.hpp"
#include "probes/zookeeper/server_mode.hpp"

namespace druidwatch::probes::zookeeper {

Result<cluster::ServerState> parse_srvr(std::string_view answer) {
    const auto serving = classify("srvr", answer);
    if (!serving) return std::unexpected(serving.error());
    cluster::ServerState state{.told_by = "srvr"};
    if (*serving == Serving::no) return state;
    std::optional<cluster::ServerMode> mode;
    for (auto rest = answer; !rest.empty();) {
        const auto entry = split_at_first(take_line(rest), ':');
        if (!entry) continue;
        const auto key = entry->before;
        auto value = trimmed(entry->after);
        if (key == "Zookeeper version") state.version = version_number(value);
        if (key == "Mode") mode = server_mode(value);
        if (key == "Outstanding") state.outstanding_requests = to_finite(value);
        if (key == "Connections") state.connections = to_finite(value);
        if (key == "Zxid" && value.starts_with("0x")) {
            state.zxid = to_integer<std::uint64_t>(value.substr(2), 16);
        }
    }
    if (!mode) return std::unexpected(unreadable(answer));
    state.mode = *mode;
    return state;
}

}  // namespace druidwatch::probes::zookeeper
