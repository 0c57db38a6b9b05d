#include "agent/probes/mysql/told_text.hpp"
#include "fuzz/target.hpp"

namespace druidwatch::fuzz {

void examine(std::string_view bytes) {
    const auto told = probes::mysql::told_in(bytes);
    const auto state =
        parsed([&] { return probes::mysql::parse_node_state(told); }, {Reason::protocol});
    if (!state) return;
    for (const auto* text : {&state->version, &state->lineage, &state->identity, &state->address,
                             &state->errant, &state->hidden_sessions}) {
        require_one_line(*text);
    }
    for (const auto& channel : state->channels) {
        require_one_line(channel.name + channel.status + channel.source_host);
    }
    if (state->group) require_one_line(state->group->id + state->group->view + state->group->state);
}

}  // namespace druidwatch::fuzz
