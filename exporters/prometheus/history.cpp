#include "exporters/prometheus/scrape.hpp"
#include "exporters/prometheus/subjects.hpp"

namespace druidwatch::exporters {
namespace {

using history::HistoryStatus;

template <class Value>
auto of_history(Value value) {
    return [value](const Scrape& scrape, Samples& samples) {
        if (const auto& status = scrape.snapshot.history) samples.add({}, value(*status));
    };
}

}  // namespace

Subject history_metrics() {
    constexpr std::string_view none = "where no history is kept";
    return {
        .title = "History",
        .about = About::agent,
        .families =
            {
                {.name = "druidwatch_history_up",
                 .unit = "0 or 1",
                 .help = "Whether the history on disk takes records.",
                 .absent = none,
                 .sample = of_history(
                     [](const HistoryStatus& status) -> double { return status.ok ? 1 : 0; })},
                {.name = "druidwatch_history_written_total",
                 .kind = Kind::counter,
                 .unit = "records",
                 .help = "Records written to the history on disk.",
                 .absent = none,
                 .sample = of_history([](const HistoryStatus& status) {
                     return static_cast<double>(status.written);
                 })},
                {.name = "druidwatch_history_dropped_total",
                 .kind = Kind::counter,
                 .unit = "records",
                 .help = "Records that waited for a broken disk and were given up, the oldest "
                         "first.",
                 .absent = none,
                 .sample = of_history([](const HistoryStatus& status) {
                     return static_cast<double>(status.dropped);
                 })},
            },
    };
}

}  // namespace druidwatch::exporters
