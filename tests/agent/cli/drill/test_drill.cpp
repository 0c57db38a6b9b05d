#include <catch2/catch.hpp>

#include "cli/drill/drill.hpp"

using namespace druidwatch;
using namespace druidwatch::cli;

namespace {

constexpr WallTime began{std::chrono::sys_days{std::chrono::year{2026} / 11 / 24}};

/// What an agent tells, step by step.
class Telling {
  public:
    Telling() {
        view_.taken = began;
        view_.clusters.push_back(
            {.name = "lab", .stands = true, .sentence = "lab stands. One more Overlord may fail."});
        alert("agent", "DruidHaWatchdog", "firing", "none", 0s);
    }

    Telling& at(milliseconds after) {
        view_.taken = began + after;
        return *this;
    }

    Telling& stands(std::optional<bool> stands, std::string sentence) {
        view_.clusters.front().stands = stands;
        view_.clusters.front().sentence = std::move(sentence);
        return *this;
    }

    /// Anew, or changed where it is there.
    Telling& alert(const std::string& tier, const std::string& name, const std::string& state,
                   const std::string& severity, milliseconds since) {
        forget(name);
        view_.alerts.push_back({.name = name,
                                .severity = severity,
                                .cluster = "lab",
                                .tier = tier,
                                .state = state,
                                .since = began + since,
                                .description = name + " it is"});
        if (state == "resolved") view_.alerts.back().resolved_at = view_.taken;
        return *this;
    }

    Telling& no_leader(const std::string& state, milliseconds since = 1s) {
        return alert("overlord", "DruidHaNoLeader", state, "critical", since);
    }

    Telling& forget(const std::string& name) {
        std::erase_if(view_.alerts, [&](const ToldAlert& alert) { return alert.name == name; });
        return *this;
    }

    const AgentView& view() const { return view_; }

  private:
    AgentView view_;
};

ToldEvent leader_change(milliseconds after) {
    return {.at = began + after,
            .kind = "leader_change",
            .cluster = "lab",
            .tier = "overlord",
            .text = "m2 leads after m1; for 7 s none was seen to.",
            .gap_seconds = 7.0};
}

bool has(const std::string& text, std::string_view part) { return text.find(part) != text.npos; }

}  // namespace

TEST_CASE("a drill in which nothing happens detects nothing, and is not over") {
    Telling agent;
    Drill drill(agent.view());
    drill.see(agent.at(60s).view());
    CHECK(!drill.over());
    CHECK(exit_status(drill.report()) == 1);
    CHECK(has(drill_text(drill.report()), "Nothing was detected."));
}

TEST_CASE("an alert is followed from its beginning over its firing to its end") {
    Telling agent;
    Drill drill(agent.view());
    drill.see(agent.at(1100ms).no_leader("pending").view());
    drill.see(agent.at(3200ms).no_leader("firing").view());
    drill.hear({{.at = began + 3s,
                 .kind = "alert_fired",
                 .cluster = "lab",
                 .tier = "overlord",
                 .alert = "DruidHaNoLeader"}});
    CHECK(exit_status(drill.report()) == 2);
    CHECK(!drill.over());
    CHECK(has(drill_text(drill.report()), "What did not resolve:\n  lab overlord DruidHaNoLeader"));

    drill.see(agent.at(9s).no_leader("resolved").view());
    CHECK(!drill.over());
    drill.see(agent.at(14s).view());
    CHECK(drill.over());
    const auto report = drill.report();
    CHECK(exit_status(report) == 0);
    CHECK(report.first_sign == began + 1s);
    REQUIRE(report.alerts.size() == 1);
    CHECK(report.alerts.front().fired_at == began + 3s);
    CHECK(report.alerts.front().over_at == began + 9s);
    CHECK(has(drill_text(report),
              "+0.000 s  critical lab overlord DruidHaNoLeader, fired +2.000 s, "
              "resolved +8.000 s\n"));
    CHECK(has(drill_json(report), R"("fired_after_seconds":2E0,"over_after_seconds":8E0)"));
}

TEST_CASE("what was over before its hold is told as that") {
    Telling agent;
    Drill drill(agent.view());
    drill.see(agent.at(1100ms).no_leader("pending").view());
    drill.see(agent.at(2s).forget("DruidHaNoLeader").view());
    const auto report = drill.report();
    CHECK(!report.alerts.front().fired_at);
    CHECK(has(drill_text(report), "over before it fired, +1.000 s"));
}

TEST_CASE("what comes again is told again") {
    Telling agent;
    Drill drill(agent.view());
    drill.see(agent.at(2s).no_leader("firing").view());
    drill.see(agent.at(3s).no_leader("resolved").view());
    drill.see(agent.at(9s).no_leader("firing", 8s).view());
    CHECK(drill.report().alerts.size() == 2);
    CHECK(!drill.report().calm);
}

TEST_CASE("what was wrong before is not counted, unless it comes again") {
    Telling agent;
    Drill drill(agent.no_leader("firing", -1h).view());
    drill.see(agent.at(1s).view());
    CHECK(drill.report().alerts.empty());
    CHECK(drill.report().before == std::vector<std::string>{"lab overlord DruidHaNoLeader"});
    drill.see(agent.at(2s).no_leader("resolved", -1h).view());
    drill.see(agent.at(4s).no_leader("firing", 3s).view());
    CHECK(drill.report().alerts.size() == 1);
}

TEST_CASE("a verdict that changes is told, not one that only grows older") {
    Telling agent;
    Drill drill(agent.view());
    drill.see(agent.at(1s).stands(false, "lab has no Overlord, for 1 s.").view());
    drill.see(agent.at(4s).stands(false, "lab has no Overlord, for 4 s.").view());
    CHECK(drill.report().verdicts.size() == 1);
    CHECK(!drill.report().calm);
    drill.see(agent.at(5s).stands({}, "It can't be told whether lab stands.").view());
    drill.see(agent.at(7s).stands(true, "lab stands. No Overlord may fail.").view());
    const auto report = drill.report();
    CHECK(report.verdicts.size() == 3);
    CHECK(report.first_sign == began + 1s);
    CHECK(report.calm);
    CHECK(report.outages.front().down == 4s);
    CHECK(report.outages.front().unclear == 2s);
    const auto text = drill_text(report);
    CHECK(has(text, "+0.000 s  does not stand: lab has no Overlord\n"));
    CHECK(has(text, "  lab did not stand for 4 s\n"));
    CHECK(has(text, "  for 2 s it could not be told whether lab stands\n"));
}

TEST_CASE("a failover is told once with what it cost, and what was before the drill is not") {
    Telling agent;
    Drill drill(agent.view());
    drill.see(agent.at(9s).view());
    drill.hear({leader_change(-1h), leader_change(8s)});
    drill.hear({leader_change(8s)});
    CHECK(drill.report().changes.size() == 1);
    CHECK(drill.report().first_sign == began + 8s);
    CHECK(has(drill_text(drill.report()),
              "+0.000 s  lab overlord: m2 leads after m1; for 7 s none was seen to.\n"));
    CHECK(has(drill_json(drill.report()), R"("gap_seconds":7E0)"));
    CHECK(!drill.over());
    drill.see(agent.at(14s).view());
    CHECK(drill.over());
}

TEST_CASE("what is new is told once") {
    Telling agent;
    Drill drill(agent.view());
    using Lines = std::vector<std::string>;
    drill.see(agent.at(1100ms).no_leader("pending").view());
    CHECK(drill.take_news() == Lines{"begins: lab overlord DruidHaNoLeader"});
    drill.see(agent.at(2s).no_leader("firing").view());
    drill.hear({leader_change(2s)});
    CHECK(drill.take_news() == Lines{"fires: lab overlord DruidHaNoLeader",
                                     "lab overlord: m2 leads after m1; for 7 s none was seen to."});
    drill.see(agent.at(3s).no_leader("resolved").view());
    CHECK(drill.take_news() == Lines{"over: lab overlord DruidHaNoLeader"});
    CHECK(drill.take_news().empty());
}

TEST_CASE("an agent that did not answer is no calm one: it is counted") {
    Telling agent;
    Drill drill(agent.view());
    drill.miss();
    drill.miss();
    CHECK(has(drill_text(drill.report()), "The agent did not answer 2 times\n"));
}
