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
    for (const auto& client : state->clients) {
        require_one_line(client.name);
        require_one_line(client.address);
        require_one_line(client.state);
    }
    require_one_line(state->address);
}

}  // namespace druidwatch::fuzz
