#include "probes/druid/duties.hpp"

#include <boost/json.hpp>

#include "probes/answer_text.hpp"
#include "probes/druid/permission.hpp"
#include "probes/iso_duration.hpp"
#include "probes/json_fields.hpp"

namespace druidwatch::probes::druid {
namespace {

namespace json = boost::json;

// Druid writes PT5S; its mapper can be told to write durations as milliseconds.
std::optional<milliseconds> period_of(const json::object& group) {
    const auto* value = group.if_contains("period");
    if (value && value->is_int64()) {
        const auto count = value->get_int64();
        if (count > longest_duration.count()) return {};
        return milliseconds{count};
    }
    return parse_iso_duration(text_of(group, "period"));
}

std::optional<cluster::DutyGroup> read_group(const json::value& value) {
    const auto* group = value.if_object();
    if (!group) return {};
    const auto period = period_of(*group);
    cluster::DutyGroup read{.name = text_of(*group, "name"),
                            .period = period.value_or(0ms),
                            .last_run_end = text_of(*group, "lastRunEnd")};
    if (read.name.empty() || read.period <= 0ms) return {};
    return read;
}

}  // namespace

Result<cluster::Duties> parse_duties(int status, std::string_view body) {
    if (status == 404) return cluster::Duties{};
    if (status != 200) {
        return std::unexpected(failure_of_answer(status, body, Permission::state_read));
    }
    json::error_code error;
    const auto document = json::parse(body, error);
    const auto* whole = error ? nullptr : document.if_object();
    const auto* listed = whole ? whole->if_contains("dutyGroups") : nullptr;
    const auto* groups = listed ? listed->if_array() : nullptr;
    if (!groups) return std::unexpected(unreadable(body));

    cluster::Duties duties;
    for (const auto& value : *groups) {
        auto group = read_group(value);
        if (!group) return std::unexpected(unreadable(body));
        duties.push_back(std::move(*group));
    }
    return duties;
}

}  // namespace druidwatch::probes::druid
