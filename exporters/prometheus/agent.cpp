#include "exporters/prometheus/family.hpp"
#include "exporters/prometheus/subjects.hpp"
#include "exporters/web/links.hpp"

namespace druidwatch::exporters {
namespace {

double seconds_of(WallTime at) {
    return std::chrono::duration<double>(at.time_since_epoch()).count();
}

prometheus::MetricFamily one(prometheus::MetricFamily family, Labels labels, double value) {
    add(family, labels, value);
    return family;
}

}  // namespace

void describe_probes(const watch::Snapshot& snapshot, Families& families) {
    auto durations = histograms("druid_ha_probe_duration_seconds",
                                "How long the answer to a question took, from asking it.");
    for (const auto& [key, histogram] : snapshot.counters.probe_duration) {
        // The first half is cluster/tier; a tier has no slash, a cluster's name may.
        const std::string_view where = key.first;
        const auto slash = where.rfind('/');
        const auto cluster = slash == where.npos ? std::string_view{} : where.substr(0, slash);
        const auto tier = slash == where.npos ? where : where.substr(slash + 1);
        add(durations, {{"druid_cluster", cluster}, {"question", key.second}, {"tier", tier}},
            histogram);
    }
    families.push_back(std::move(durations));
}

void describe_agent(const watch::Snapshot& snapshot, Families& families) {
    const auto& counted = snapshot.counters;
    auto failures = counters("druidwatch_probe_failures_total",
                             "Questions that brought no answer, by the reason.");
    for (const auto reason : all_reasons) {
        const auto seen = counted.failures.find(std::string(name_of(reason)));
        add(failures, {{"reason", name_of(reason)}},
            seen == counted.failures.end() ? 0 : static_cast<double>(seen->second));
    }
    auto sent = counters("druidwatch_notifications_total",
                         "Alerts that an Alertmanager was sent, failed or not.");
    auto failed = counters("druidwatch_notification_failures_total",
                           "Alerts that an Alertmanager did not take.");
    auto waiting = gauges("druidwatch_notifications_waiting",
                          "Alerts that an Alertmanager has not taken as they are now.");
    for (const auto& delivery : snapshot.deliveries) {
        const auto target = without_credentials(delivery.alertmanager);
        add(sent, {{"alertmanager", target}}, static_cast<double>(delivery.sent + delivery.failed));
        add(failed, {{"alertmanager", target}}, static_cast<double>(delivery.failed));
        add(waiting, {{"alertmanager", target}}, static_cast<double>(delivery.waiting));
    }
    families.push_back(std::move(failures));
    families.push_back(std::move(sent));
    families.push_back(std::move(failed));
    families.push_back(std::move(waiting));
    families.push_back(one(counters("druidwatch_probes_total", "Questions asked."), {},
                           static_cast<double>(counted.probes)));
    families.push_back(one(counters("druidwatch_missed_rounds_total",
                                    "Rounds that could not start in time, and were left out."),
                           {}, static_cast<double>(counted.missed_rounds)));
    families.push_back(one(counters("druidwatch_evaluations_total",
                                    "Times that the invariants of a tier were judged."),
                           {}, static_cast<double>(counted.evaluations)));
    families.push_back(one(gauges("druidwatch_snapshot_timestamp_seconds",
                                  "When the values of this scrape were taken."),
                           {}, seconds_of(snapshot.taken.wall)));
    families.push_back(one(gauges("druidwatch_agent_info",
                                  "Always 1; who this agent is, and where a person reaches it."),
                           {{"agent", snapshot.agent}, {"external_url", snapshot.external_url}},
                           1));
    families.push_back(one(gauges("druidwatch_build_info", "Always 1; which druidwatch this is."),
                           {{"version", snapshot.version}}, 1));
}

}  // namespace druidwatch::exporters
