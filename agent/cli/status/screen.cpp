#include "cli/status/screen.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "cli/status/parts.hpp"

namespace druidwatch::cli {
namespace {

Colour colour_of(const ToldCluster& cluster, const AgentView& view) {
    if (!cluster.stands) return Colour::yellow;
    if (!*cluster.stands) return Colour::red;
    const bool troubled = std::ranges::any_of(view.alerts, [&](const ToldAlert& alert) {
        return alert.cluster == cluster.name && alert.is_firing() &&
               (alert.severity == "critical" || alert.severity == "warning");
    });
    return troubled ? Colour::yellow : Colour::green;
}

std::string with_gap(const std::string& part) { return part.empty() ? "" : "\n" + part; }

}  // namespace

std::string status_screen(const AgentView& view, const Look& look) {
    std::string text;
    for (const auto& cluster : view.clusters) {
        text += painted(wrapped(harmless(cluster.sentence), 0, look.columns),
                        colour_of(cluster, view), look);
        text += "\n\n" + tier_table(cluster, view.taken, look);
        text += with_gap(alert_list(view, cluster.name, look));
        text += with_gap(unknown_list(cluster, look));
        text += "\n";
    }
    if (const auto own = alert_list(view, "", look); !own.empty()) {
        text += "The agent itself:\n" + own + "\n";
    }
    const auto source = fmt::format("as of {}, by {}, druidwatch {}", rfc3339(view.taken),
                                    view.agent, view.version);
    return text + painted(wrapped(harmless(source), 0, look.columns), Colour::dim, look) + "\n";
}

std::string fitted(const std::string& text, const Look& look) {
    const auto lines = static_cast<std::size_t>(std::ranges::count(text, '\n'));
    if (look.rows == 0 || lines < look.rows) return text;
    // One line is for what is left out, and one stays free for the cursor.
    const auto kept = look.rows > 2 ? look.rows - 2 : 0;
    std::size_t end = 0;
    for (std::size_t line = 0; line < kept; ++line) end = text.find('\n', end) + 1;
    return fmt::format("{}… {} more lines\n", text.substr(0, end), lines - kept);
}

}  // namespace druidwatch::cli
