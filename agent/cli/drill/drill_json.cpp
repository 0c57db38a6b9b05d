#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include "cli/drill/drill_report.hpp"

namespace druidwatch::cli {
namespace {

namespace json = boost::json;

double seconds_of(std::chrono::nanoseconds duration) {
    return std::chrono::duration<double>(duration).count();
}

/// Seconds after the first sign; null for what did not happen.
json::value after(const DrillReport& report, const std::optional<WallTime>& at) {
    if (!at || !report.first_sign) return nullptr;
    return seconds_of(*at - *report.first_sign);
}

json::object json_of(const DrillReport& report, const DrillAlert& alert) {
    return {{"alert", alert.identity},
            {"severity", alert.severity},
            {"since", rfc3339(alert.since)},
            {"began_after_seconds", after(report, alert.since)},
            {"fired_after_seconds", after(report, alert.fired_at)},
            {"over_after_seconds", after(report, alert.over_at)},
            {"resolved", alert.over_at.has_value()},
            {"description", alert.description},
            {"probable_cause", alert.cause}};
}

json::object json_of(const DrillReport& report, const DrillVerdict& verdict) {
    return {{"after_seconds", after(report, verdict.at)},
            {"druid_cluster", verdict.cluster},
            {"stands", verdict.stands ? json::value(*verdict.stands) : json::value(nullptr)},
            {"sentence", verdict.sentence}};
}

json::object json_of(const DrillReport& report, const ToldEvent& event) {
    return {
        {"after_seconds", after(report, event.at)},
        {"kind", event.kind},
        {"druid_cluster", event.cluster},
        {"tier", event.tier},
        {"gap_seconds", event.gap_seconds ? json::value(*event.gap_seconds) : json::value(nullptr)},
        {"text", event.text}};
}

template <class T>
json::array array_of(const DrillReport& report, const std::vector<T>& all) {
    json::array array;
    for (const auto& one : all) array.push_back(json_of(report, one));
    return array;
}

}  // namespace

std::string drill_json(const DrillReport& report) {
    json::array outages;
    for (const auto& [cluster, down, unclear] : report.outages) {
        outages.push_back(json::object{{"druid_cluster", cluster},
                                       {"down_seconds", seconds_of(down)},
                                       {"unclear_seconds", seconds_of(unclear)}});
    }
    return json::serialize(json::object{
               {"status", exit_status(report)},
               {"began", rfc3339(report.began)},
               {"ended", rfc3339(report.ended)},
               {"first_sign", report.first_sign ? json::value(rfc3339(*report.first_sign))
                                                : json::value(nullptr)},
               {"calm", report.calm},
               {"wrong_before", json::array(report.before.begin(), report.before.end())},
               {"unanswered", report.unanswered},
               {"alerts", array_of(report, report.alerts)},
               {"verdicts", array_of(report, report.verdicts)},
               {"changes", array_of(report, report.changes)},
               {"outages", std::move(outages)}}) +
           "\n";
}

}  // namespace druidwatch::cli
