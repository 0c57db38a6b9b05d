#include "exporters/prometheus/scrape.hpp"
#include "exporters/prometheus/subjects.hpp"
#include "exporters/web/links.hpp"

namespace druidwatch::exporters {
namespace {

using watch::DeliveryStatus;

template <class Value>
auto per_alertmanager(Value value) {
    return [value](const Scrape& scrape, Samples& samples) {
        for (const auto& delivery : scrape.snapshot.deliveries) {
            samples.add({without_credentials(delivery.alertmanager)}, value(delivery));
        }
    };
}

}  // namespace

Subject agent_metrics() {
    return {
        .title = "The agent",
        .about = About::agent,
        .families =
            {
                {.name = "druidwatch_agent_info",
                 .unit = "1",
                 .labels = {"agent", "external_url"},
                 .help = "Who this agent is, and where a person reaches it.",
                 .sample =
                     [](const Scrape& scrape, Samples& samples) {
                         samples.add({scrape.snapshot.agent, scrape.snapshot.external_url}, 1);
                     }},
                {.name = "druidwatch_build_info",
                 .unit = "1",
                 .labels = {"version"},
                 .help = "Which druidwatch this is.",
                 .sample = [](const Scrape& scrape,
                              Samples& samples) { samples.add({scrape.snapshot.version}, 1); }},
                {.name = "druidwatch_snapshot_timestamp_seconds",
                 .unit = "seconds",
                 .help = "When the values of this scrape were taken.",
                 .sample =
                     [](const Scrape& scrape, Samples& samples) {
                         samples.add({}, to_seconds(scrape.snapshot.taken.wall));
                     }},
                {.name = "druidwatch_config_last_reload_successful",
                 .unit = "0 or 1",
                 .help = "Whether the configuration was taken when it was last read.",
                 .sample =
                     [](const Scrape& scrape, Samples& samples) {
                         samples.add({}, scrape.snapshot.config_status.errors.empty() ? 1 : 0);
                     }},
                {.name = "druidwatch_config_last_reload_success_timestamp_seconds",
                 .unit = "seconds",
                 .help = "When a configuration was last taken.",
                 .sample =
                     [](const Scrape& scrape, Samples& samples) {
                         const auto& snapshot = scrape.snapshot;
                         samples.add({}, to_seconds(snapshot.config_status.reloaded.value_or(
                                             snapshot.started.wall)));
                     }},
                {.name = "druidwatch_peer_up",
                 .unit = "0 or 1",
                 .labels = {"peer"},
                 .help = "Whether another agent of `alerting.peers` answers this one.",
                 .absent = "before it was asked",
                 .sample =
                     [](const Scrape& scrape, Samples& samples) {
                         for (const auto& peer : scrape.snapshot.peers) {
                             samples.add({peer.peer}, peer.answers);
                         }
                     }},
            },
    };
}

Subject notification_metrics() {
    return {
        .title = "Notifications",
        .about = About::agent,
        .families =
            {
                {.name = "druidwatch_notifications_total",
                 .kind = Kind::counter,
                 .unit = "alerts",
                 .labels = {"alertmanager"},
                 .help = "Alerts that an Alertmanager was sent, failed or not.",
                 .sample = per_alertmanager([](const DeliveryStatus& delivery) {
                     return static_cast<double>(delivery.sent + delivery.failed);
                 })},
                {.name = "druidwatch_notification_failures_total",
                 .kind = Kind::counter,
                 .unit = "alerts",
                 .labels = {"alertmanager"},
                 .help = "Alerts that an Alertmanager did not take.",
                 .sample = per_alertmanager([](const DeliveryStatus& delivery) {
                     return static_cast<double>(delivery.failed);
                 })},
                {.name = "druidwatch_notifications_waiting",
                 .unit = "alerts",
                 .labels = {"alertmanager"},
                 .help = "Alerts that an Alertmanager has not taken as they are now.",
                 .sample = per_alertmanager([](const DeliveryStatus& delivery) {
                     return static_cast<double>(delivery.waiting);
                 })},
                {.name = "druidwatch_alertmanager_up",
                 .unit = "0 or 1",
                 .labels = {"alertmanager"},
                 .help = "Whether an Alertmanager took what it was last sent.",
                 .absent = "before it was sent anything",
                 .sample = per_alertmanager([](const DeliveryStatus& delivery) {
                     return delivery.sent + delivery.failed == 0
                                ? std::nullopt
                                : std::optional(delivery.last_error.empty());
                 })},
            },
    };
}

}  // namespace druidwatch::exporters
