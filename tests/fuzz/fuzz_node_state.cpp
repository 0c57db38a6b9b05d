#include "fuzz/target.hpp"
#include "probes/answer_text.hpp"
#include "probes/postgresql/node_state.hpp"

namespace druidwatch::fuzz {
namespace {

/// A row written down as column=value lines, as the fixtures are.
net::Rows row_of(std::string_view bytes) {
    net::Rows rows;
    rows.cells.emplace_back();
    while (!bytes.empty()) {
        const auto cell = probes::split_at_first(probes::take_line(bytes), '=');
        if (!cell) continue;
        rows.columns.emplace_back(cell->before);
        rows.cells[0].push_back(cell->after == "NULL" ? std::nullopt
                                                      : std::optional<std::string>(cell->after));
    }
    return rows;
}

}  // namespace

void examine(std::string_view bytes) {
    const auto rows = row_of(bytes);
    const auto state =
        parsed([&] { return probes::postgresql::parse_node_state(rows); }, {Reason::protocol});
    if (!state) return;
    for (const auto* text : {&state->version, &state->lineage, &state->identity, &state->address}) {
        require_one_line(*text);
    }
    for (const auto& client : state->clients) {
        require_one_line(client.name + client.address + client.state + client.sync_state);
    }
    for (const auto& channel : state->channels) {
        require_one_line(channel.name + channel.status + channel.source_host);
    }
    for (const auto& slot : state->slots) require_one_line(slot.name);
}

}  // namespace druidwatch::fuzz
