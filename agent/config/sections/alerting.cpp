#include <fmt/format.h>

#include "config/codecs.hpp"
#include "config/section.hpp"
#include "config/sections/sections.hpp"

namespace druidwatch::config {
namespace {

Codec<std::string> alert_name() {
    auto parse = [](std::string_view text) -> Parsed<std::string> {
        if (text.starts_with("DruidHa") && text.size() > 7) return std::string(text);
        return std::unexpected(Complaint{fmt::format("`{}` is not an alert's name", text),
                                         "write DruidHa and a name of the catalog, such as "
                                         "DruidHaReplicationLag"});
    };
    return scalar_codec<std::string>("an alert's name, such as DruidHaReplicationLag", parse,
                                     [](const std::string& name) { return name; });
}

Codec<std::string> severity() {
    return one_of<std::string>(
        {{"critical", "critical"}, {"warning", "warning"}, {"info", "info"}, {"none", "none"}});
}

Codec<Heartbeat> heartbeat_section() {
    return map_of(Section<Heartbeat>{
        "a map with url_file",
        {required(key("url_file", &Heartbeat::url_file, secret_file(),
                      "Where the URL is that is called: whoever knows it can fake the beat.")),
         key("interval", &Heartbeat::interval, duration(1s, 24h), "How often it is called.")}});
}

Codec<Override> override_section() {
    auto check = [](Override& change, const Value& map, Problems& problems) {
        const auto place = map.find("alert")->place;
        change.line = place.line;
        change.column = place.column;
        if (change.severity || change.hold) return;
        problems.add(map.place, "an override that changes nothing", "add severity or hold");
    };
    return map_of(Section<Override>{
        "a map with alert, match, severity and hold",
        {required(key("alert", &Override::alert, alert_name(), "Which alert.")),
         key("match", &Override::match, label_match(), "Only where its labels are these."),
         key("severity", &Override::severity, severity(), "The severity it has instead."),
         key("hold", &Override::hold, duration(0ms, 24h * 7),
             "How long it must stay violated before the alert fires.")},
        check});
}

Codec<FlapDamping> flap_damping_section() {
    return map_of(Section<FlapDamping>{
        "a map with fires, within and calm",
        {key("fires", &FlapDamping::fires, count(2, 100), "How often an alert fires to be damped."),
         key("within", &FlapDamping::within, duration(1s, 24h), "Within which time it does."),
         key("calm", &FlapDamping::calm, duration(0ms, 24h),
             "How long nothing must be wrong before it resolves then; 0s: it is not damped.")}});
}

Codec<Maintenance> maintenance_section() {
    auto check = [](const Maintenance& window, const Value& map, Problems& problems) {
        if (window.from < window.to) return;
        problems.add(map.find("to")->place, "the maintenance ends before it begins",
                     "write a `to` after `from`");
    };
    return map_of(Section<Maintenance>{
        "a map with match, from and to",
        {key("match", &Maintenance::match, label_match(),
             "Alerts with these labels are not sent; left out: none is."),
         required(key("from", &Maintenance::from, wall_time(), "When it begins.")),
         required(key("to", &Maintenance::to, wall_time(), "When it ends."))},
        check});
}

}  // namespace

Codec<Alerting> alerting_section() {
    const auto by_what_it_matches = [](const Override& change) {
        auto text = change.alert;
        for (const auto& [label, value] : change.match) text += " " + label + "=" + value;
        return text;
    };
    const auto by_when_it_is = [](const Maintenance& window) {
        auto text = print_wall_time(window.from) + " to " + print_wall_time(window.to);
        for (const auto& [label, value] : window.match) text += " " + label + "=" + value;
        return text;
    };
    return map_of(Section<Alerting>{
        "a map with alertmanagers, alertmanagers_client, heartbeat, peers, peers_client, "
        "overrides, "
        "maintenance and flap_damping",
        {key("alertmanagers", &Alerting::alertmanagers, urls(),
             "Every Alertmanager: each gets every alert, so none may stand behind a balancer."),
         key("alertmanagers_client", &Alerting::alertmanagers_client,
             client_section("every Alertmanager"), "Where Alertmanagers want a login, or TLS."),
         key("heartbeat", &Alerting::heartbeat, heartbeat_section(),
             "A URL that is called as long as rounds complete."),
         key("peers", &Alerting::peers, urls(), "The other agents that watch the same clusters."),
         key("peers_client", &Alerting::peers_client, client_section("every peer"),
             "Where peers want a login, or TLS: a user of their --web.config.file."),
         key("overrides", &Alerting::overrides, list_of(override_section(), by_what_it_matches),
             "Another severity or hold for an alert."),
         key("maintenance", &Alerting::maintenance, list_of(maintenance_section(), by_when_it_is),
             "When which alerts are not sent."),
         key("flap_damping", &Alerting::flap_damping, flap_damping_section(),
             "When an alert that comes and goes is kept firing.")}});
}

}  // namespace druidwatch::config
