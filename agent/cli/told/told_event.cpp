#include "cli/told/told_event.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "cli/told/reading.hpp"

namespace druidwatch::cli {
namespace {

ToldEvent read_event(const boost::json::object& object) {
    ToldEvent event{.at = time_of(object, "at"),
                    .kind = text_of(object, "kind"),
                    .cluster = text_of(object, "druid_cluster"),
                    .tier = text_of(object, "tier"),
                    .text = text_of(object, "text"),
                    .gap_seconds = maybe_number_of(object, "gap_seconds")};
    if (object.contains("alert")) {
        event.alert = text_of(object, "alert");
        event.node = text_of(object, "node");
    }
    return event;
}

}  // namespace

std::expected<std::vector<ToldEvent>, std::string> read_history(std::string_view document) {
    // Boost.JSON tells what is missing or of another type by exceptions.
    try {
        const auto value = parse_answer(document);
        std::vector<ToldEvent> events;
        for (const auto& event : value.at("events").as_array()) {
            events.push_back(read_event(event.as_object()));
        }
        std::ranges::sort(events, {}, &ToldEvent::at);
        return events;
    } catch (const std::exception& error) {
        return std::unexpected(fmt::format("this is no history of druidwatch: {}", error.what()));
    }
}

}  // namespace druidwatch::cli
