#include "alerting/rules/alertmanager_config.hpp"

#include <fmt/format.h>

#include "alerting/rules/inhibitions.hpp"
#include "config/values.hpp"

namespace druidwatch::alerting {
namespace {

// A round of questions and its deadline: what a cause may be seen later than its consequence.
constexpr milliseconds seen_later = 5s;

constexpr std::string_view head =
    R"(# Printed by `druidwatch rules --rules.format=alertmanager`: receivers are yours to fill in, inhibitions
# come from the catalog of invariants. Where this Alertmanager serves others too, put `routes` under a
# route of your own that matches alertname=~"DruidHa.+".
)";

constexpr std::string_view route = R"(
route:
  receiver: warning
  group_by: [druid_cluster, tier]
  # An inhibition looks at what fires when a notification is due, so that a consequence with a shorter
  # hold than its cause would be told before it. The longest such difference is {others_differ}, among critical
  # alerts {critical_differ}; {seen_later} more are for seeing the one after the other.
  group_wait: {others_wait}
  # A minute, since it also delays what is new in a group that fires already. So long, too, may it take
  # until a consequence that outlasts its cause is told.
  group_interval: 1m
  repeat_interval: 12h
  routes:
    # Fires always; to a receiver that makes a noise when it does not hear of it.
    - matchers:
        - severity = "none"
      receiver: watchdog
      group_by: [alertname, node]
      group_wait: 0s
      repeat_interval: 1m
    - matchers:
        - severity = "critical"
      receiver: critical
      group_wait: {critical_wait}
      repeat_interval: 1h
    - matchers:
        - severity = "warning"
      receiver: warning
    - matchers:
        - severity = "info"
      receiver: info
      repeat_interval: 1d

receivers:
  - name: critical
    webhook_configs:
      - url: http://pager.example/druid
  - name: warning
    webhook_configs:
      - url: http://chat.example/druid
  - name: info
    webhook_configs:
      - url: http://log.example/druid
        send_resolved: false
  - name: watchdog
    webhook_configs:
      - url: http://deadmansswitch.example/druid
        send_resolved: false
)";

constexpr std::string_view inhibit_head = R"(
# Neither a cluster that one agent can't reach nor an agent that is gone inhibits more than this: whoever
# sees nothing proves nothing, and what comes meanwhile is another agent's proof.
inhibit_rules:
)";

std::string alert_matcher(const std::vector<std::string>& names) {
    if (names.size() == 1) return fmt::format(R"(alertname = "DruidHa{}")", names.front());
    return fmt::format(R"re(alertname =~ "DruidHa({})")re", fmt::join(names, "|"));
}

std::string text_of(const Inhibition& inhibition) {
    auto text = fmt::format(
        "  - source_matchers:\n"
        "      - {}\n"
        "      - tier = \"{}\"\n"
        "    target_matchers:\n"
        "      - {}\n"
        "      - tier = \"{}\"\n",
        alert_matcher({inhibition.source}), inhibition.source_tier,
        alert_matcher(inhibition.targets), inhibition.target_tier);
    if (!inhibition.equal.empty()) {
        text += fmt::format("    equal: [{}]\n", fmt::join(inhibition.equal, ", "));
    }
    return text;
}

}  // namespace

std::string alertmanager_config(const config::Config& config) {
    const auto critical = latest_cause(config, true);
    const auto others = latest_cause(config, false);
    const auto print = config::print_duration;
    std::string text(head);
    text += fmt::format(route, fmt::arg("critical_differ", print(critical)),
                        fmt::arg("critical_wait", print(critical + seen_later)),
                        fmt::arg("others_differ", print(others)),
                        fmt::arg("others_wait", print(others + seen_later)),
                        fmt::arg("seen_later", print(seen_later)));
    text += inhibit_head;
    for (const auto& inhibition : inhibitions()) text += text_of(inhibition);
    return text;
}

}  // namespace druidwatch::alerting
