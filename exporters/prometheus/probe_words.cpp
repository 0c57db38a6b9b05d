#include "exporters/prometheus/probe_words.hpp"

#include <fmt/format.h>

#include "cluster/every_track.hpp"
#include "exporters/web/node_rows.hpp"

namespace druidwatch::exporters {
namespace {

template <class T>
std::string outcome(const cluster::Track<T>& track) {
    const auto* newest = track.newest();
    if (!newest) return "not asked";
    if (!newest->answer) return to_string(newest->answer.error());
    return fmt::format("answered after {}", human(newest->answered.mono - newest->asked.mono));
}

}  // namespace

std::string probe_words(const watch::Snapshot& snapshot) {
    std::string text;
    for (const auto& cluster : snapshot.clusters) {
        cluster::for_each_track(cluster.view, [&](std::string_view tier, std::string_view node,
                                                  std::string_view question, const auto& track) {
            if (node == "ensemble") return;
            text += fmt::format("{} {}, {}: {}\n", tier, node, question, outcome(track));
        });
        for (const auto& [tier, rows] : node_rows(cluster.view, snapshot.taken.mono)) {
            for (const auto& row : rows) {
                text += fmt::format("{} {} is {}: {}\n", tier, row.node, name_of(row.state),
                                    row.said.empty() ? row.note : row.said);
            }
        }
    }
    return text;
}

}  // namespace druidwatch::exporters
