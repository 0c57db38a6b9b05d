#include <algorithm>
#include <sstream>

#include "druid_answers.hpp"

namespace druidwatch::test {
namespace {

using cluster::Contender;
using cluster::Latch;
using cluster::Role;
using cluster::ServerMode;

constexpr const char* members[] = {"zk1", "zk2", "zk3"};
/// A member stopped and started after three seconds serves again.
constexpr milliseconds rolling_restart_takes = 4s;

std::string target_of(Role role) { return "latch " + std::string(cluster::name_of(role)); }

bool is_readable(const std::string& said) {
    return !said.contains("session:") && !said.contains("ConnectionLoss");
}

Latch latch_in(const std::string& said) {
    static const std::regex child(R"((\d+)=(\S+)\(owner ([0-9a-f]+)\))");
    Latch latch{.read_through = Scene::node("zk1")};
    for (std::sregex_iterator found(said.begin(), said.end(), child), none; found != none;
         ++found) {
        const auto& part = *found;
        latch.contenders.push_back({.znode = "_c_x-latch-" + part[1].str(),
                                    .sequence = std::stoull(part[1]),
                                    .url = part[2],
                                    .owner = std::stoll(part[3], nullptr, 16)});
    }
    return latch;
}

/// The newest line by then; nothing before the first session of who captured it.
const Told* newest(const std::vector<Told>& told, milliseconds now) {
    const auto next = std::ranges::upper_bound(told, now, {}, &Told::at);
    if (next == told.begin() || std::prev(next)->said.contains("LOST")) return nullptr;
    return &*std::prev(next);
}

}  // namespace

Backstage::Backstage(const DruidTimeline& timeline) : timeline_(timeline) {
    for (const auto& happening : timeline.happenings) note(happening);
}

void Backstage::note(const Happening& happening) {
    static const std::set<std::string> breaks{"SIGKILL", "SIGSTOP", "SIGTERM", "stop"};
    static const std::set<std::string> mends{"start", "restart", "SIGCONT"};
    static const std::regex node("zk\\d|b\\d|PostgreSQL");
    std::istringstream words(happening.what);
    std::string verb;
    words >> verb;
    int members_killed = 0;
    for (std::string word; words >> word;) {
        if (!std::regex_match(word, node)) continue;
        if (breaks.contains(verb)) outages_.push_back({word, happening.at, timeline_.end});
        if (breaks.contains(verb) && word.starts_with("zk")) ++members_killed;
        if (mends.contains(verb)) end(word, happening.at);
    }
    if (members_killed > 1) no_quorum_ = {"quorum", happening.at, timeline_.end};
    if (mends.contains(verb) && no_quorum_.to == timeline_.end) {
        no_quorum_.to = latch_readable_after(happening.at);
    }
    if (verb.starts_with("zk")) {
        outages_.push_back({verb, happening.at, happening.at + rolling_restart_takes});
    }
    if (verb == "demote") demotion_ = {"pg1", happening.at, timeline_.end};
    if (verb == "undo") demotion_.to = happening.at;
}

void Backstage::end(const std::string& node, milliseconds at) {
    for (auto& outage : outages_) {
        if (outage.node == node && outage.to == timeline_.end) outage.to = at;
    }
}

milliseconds Backstage::latch_readable_after(milliseconds at) const {
    for (const auto& told : timeline_.answers.at(target_of(Role::coordinator))) {
        if (told.at > at && is_readable(told.said)) return told.at;
    }
    return timeline_.end;
}

bool Backstage::is_out(const std::string& node, milliseconds now) const {
    return std::ranges::any_of(outages_, [&](const Outage& outage) {
        return outage.node == node && outage.contains(now);
    });
}

bool Backstage::demoted(milliseconds now) const { return demotion_.contains(now); }

/// A master's announcement goes with its latch child, for they are of one session; a Broker's by
/// the session timeout.
std::set<std::string> Backstage::announced(milliseconds now) const {
    std::set<std::string> nodes{"r1"};
    for (const auto* broker : {"b1", "b2"}) {
        if (!is_out(broker, now) || !is_out(broker, now - timeline_.session_timeout)) {
            nodes.insert(broker);
        }
    }
    for (const auto role : cluster::both_roles) {
        const auto* told = newest(timeline_.answers.at(target_of(role)), now);
        for (const auto* master : {"m1", "m2"}) {
            if (told && told->said.contains(Scene::node(master))) nodes.insert(master);
        }
    }
    return nodes;
}

void Backstage::say(Scene& scene, milliseconds now) const {
    say_ensemble(scene, now);
    say_databases(scene, now);
}

void Backstage::say_ensemble(Scene& scene, milliseconds now) const {
    bool led = false;
    for (const auto* member : members) {
        if (is_out(member, now)) {
            scene.fails_session(member, Reason::refused)
                .fails_ruok(member, Reason::refused)
                .fails_state(member, Reason::refused);
            continue;
        }
        scene.says_imok(member).says_membership(member, membership_of(member[2] - '0', 3));
        if (no_quorum_.contains(now)) {
            scene.fails_session(member, Reason::closed)
                .says_state(member, state_of(ServerMode::not_serving));
        } else {
            scene.grants_session(member).says_state(
                member, led ? state_of(ServerMode::follower) : leader_state(2));
            led = true;
        }
    }
    if (!no_quorum_.contains(now)) {
        const auto nodes = announced(now);
        scene.announces({nodes.begin(), nodes.end()});
    }
}

void Backstage::say_databases(Scene& scene, milliseconds now) const {
    if (demoted(now)) {
        scene.is_primary("pg2", 0x4000000, 2).is_standby("pg1").endpoint_leads_to("pg1");
    } else if (is_out("PostgreSQL", now)) {
        scene.fails_database("pg1", Reason::refused).is_standby("pg2", 0x3000000, "");
        scene.fails_endpoint(Reason::refused);
    } else {
        scene.is_primary("pg1").is_standby("pg2").endpoint_leads_to("pg1");
    }
}

void Backstage::show_latches(Scene& scene, milliseconds before, milliseconds now) const {
    for (const auto role : cluster::both_roles) {
        const auto& told = timeline_.answers.at(target_of(role));
        const auto* latest = newest(told, now);
        if (!latest || latest->at <= before) continue;
        if (is_readable(latest->said)) {
            scene.view().zookeeper->latch_of(role).record(scene.answer(latch_in(latest->said)));
        } else {
            scene.hides_latches();
        }
    }
}

}  // namespace druidwatch::test
