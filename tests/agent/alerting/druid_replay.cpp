#include "druid_replay.hpp"

#include <fmt/format.h>

#include "alerting/judge.hpp"
#include "invariants/ensemble.hpp"

namespace druidwatch::test {
namespace {

using alerting::AlertState;
using cluster::Role;

constexpr milliseconds step_length = 50ms;
constexpr milliseconds begin = -4s;
constexpr milliseconds judged_every = 250ms;
constexpr milliseconds others_asked_every = 500ms;
/// As the agent is: after a change (agent/watch/suspicion.hpp).
constexpr milliseconds suspicion_lasts = 10s;

/// A failover concerns the master and both its roles: they are asked together.
std::string tier_asked_with(std::string_view tier) {
    return tier == "coordinator" || tier == "overlord" ? "master" : std::string(tier);
}

std::string tier_of_node(const std::string& node) {
    if (node.starts_with("lb")) return "balancer";
    if (node == "router") return node;
    return node.starts_with("m") ? "master" : "broker";
}

bool is_of_druid(std::string_view tier) {
    static const std::set<std::string_view> tiers{"master", "coordinator", "overlord",
                                                  "broker", "balancer",    "router"};
    return tiers.contains(tier);
}

std::string name_of(const alerting::AlertKey& key) {
    const auto node = key.node.substr(0, key.node.find(':'));
    return fmt::format("{} {}{}{}", key.tier, key.name, node.empty() ? "" : " ", node);
}

std::string in_seconds(milliseconds at) {
    return fmt::format("{:.2f}", std::chrono::duration<double>(at).count());
}

}  // namespace

DruidReplay::DruidReplay(const std::string& name, Settings settings)
    : timeline_(druid_timeline(name)),
      balancer_(std::move(settings.balancer)),
      rounds_(timeline_, settings.phase),
      backstage_(timeline_) {
    forget_what_was_not_there();
    scene_.at(begin).says_config(membership_of(cluster::Membership::nobody, 3));
    auto properties = Scene::properties();
    properties.session_timeout = timeline_.session_timeout;
    for (const auto* master : {"m1", "m2"}) scene_.tells(master, properties);
    for (auto now = begin; now <= timeline_.end; now += step_length) step(now);
}

void DruidReplay::forget_what_was_not_there() {
    auto& druid = *scene_.view().druid;
    if (!timeline_.has("b1 readiness")) druid.brokers.clear();
    if (!timeline_.has("router health")) druid.routers.clear();
    if (!timeline_.has(balancer_ + " SELECT 1")) druid.balancers.clear();
}

void DruidReplay::step(milliseconds now) {
    scene_.at(now);
    if (now % others_asked_every == 0ms) backstage_.say(scene_, now);
    backstage_.show_latches(scene_, now - step_length, now);
    hear_all(now);
    if (now % judged_every == 0ms) judge(now);
}

void DruidReplay::hear_all(milliseconds now) {
    const auto hurried = [&](const std::string& node) { return suspicious(node, now); };
    bool news = false;
    for (const auto& heard : rounds_.step(now, hurried, quorum())) {
        const auto node = heard.node();
        if (node.starts_with("lb") && !heard.target.starts_with(balancer_)) continue;
        hear(scene_, heard);
        const auto before = last_said_.find(heard.target);
        const bool changed = before != last_said_.end() && before->second != heard.said;
        if (changed) last_change_[tier_of_node(node)] = now;
        if (changed && heard.target.ends_with("isLeader")) rounds_.poke(node, true);
        last_said_[heard.target] = heard.said;
        news = news || changed;
    }
    settle_claims();
    if (news) judge(now);
}

bool DruidReplay::suspicious(const std::string& node, milliseconds now) const {
    const auto tier = tier_of_node(node);
    const auto change = last_change_.find(tier);
    return pending_.contains(tier) ||
           (change != last_change_.end() && now - change->second < suspicion_lasts);
}

bool DruidReplay::quorum() const {
    const auto ensemble = invariants::assess(*scene_.view().zookeeper, scene_.now());
    return ensemble.proven && ensemble.quorum.has_quorum(ensemble.alive());
}

/// Of two that claim to lead the next answers decide: the agent asks for them at once.
void DruidReplay::settle_claims() {
    const auto& druid = *scene_.view().druid;
    for (const auto role : cluster::both_roles) {
        if (druid.claimants(role, scene_.now()).size() < 2) continue;
        if (cluster::proven_overlap(druid.history_of(role).claims)) continue;
        for (const auto* master : {"m1", "m2"}) rounds_.poke(master, false);
    }
}

void DruidReplay::judge(milliseconds now) {
    const auto judged = alerting::judge(scene_.view(), scene_.now());
    const auto judgements = alerting::judgements(scene_.view().name, judged, {});
    for (const auto& judgement : judgements) {
        const bool violated = judgement.state == invariants::State::violated;
        if (violated && is_of_druid(judgement.key.tier)) {
            ever_violated_.insert(name_of(judgement.key));
        }
    }
    lifecycle_.step(judgements, scene_.instant());
    pending_.clear();
    for (const auto& alert : lifecycle_.alerts()) {
        if (alert.state == AlertState::pending && alert.violated_now) {
            pending_.insert(tier_asked_with(alert.key.tier));
        }
        note(alert, now);
    }
}

void DruidReplay::note(const alerting::Alert& alert, milliseconds now) {
    const auto name = name_of(alert.key);
    const auto open = std::ranges::find_if(
        firings_, [&](const Firing& firing) { return firing.name == name && !firing.resolved; });
    if (open == firings_.end()) {
        if (alert.state == AlertState::firing) {
            firings_.push_back({.name = name,
                                .of_druid = is_of_druid(alert.key.tier),
                                .fired = now,
                                .severity = alert.severity,
                                .cause = alert.probable_cause,
                                .text = alert.description});
        }
    } else if (alert.state == AlertState::resolved) {
        open->resolved = now;
    } else {
        open->text = alert.description;
    }
}

Names DruidReplay::fired() const {
    Names names;
    for (const auto& firing : firings_) {
        if (firing.of_druid) names.insert(firing.name);
    }
    return names;
}

const Firing& DruidReplay::firing(const std::string& name) const {
    CAPTURE(name, told());
    REQUIRE(std::ranges::count(firings_, name, &Firing::name) == 1);
    return *std::ranges::find(firings_, name, &Firing::name);
}

const std::deque<cluster::Failover>& DruidReplay::failovers(Role role) const {
    return scene_.view().druid->history_of(role).failovers;
}

std::string DruidReplay::told() const {
    std::string all;
    for (const auto& firing : firings_) {
        all += fmt::format(
            "{} at {}, {}{}{}: {}\n", firing.name, in_seconds(firing.fired),
            firing.resolved ? "resolved at " + in_seconds(*firing.resolved) : "to the end",
            firing.cause.empty() ? "" : ", because of ", firing.cause, firing.text);
    }
    return all;
}

milliseconds gap_of(const cluster::Failover& failover) {
    return std::chrono::round<milliseconds>(failover.gap());
}

const DruidReplay& replayed(const std::string& name) {
    static std::map<std::string, DruidReplay> all;
    return all.try_emplace(name, name).first->second;
}

Names captured_timelines() {
    static const std::regex capture(R"(timeline\.(.+)\.txt)");
    Names names;
    for (const auto& file : std::filesystem::directory_iterator(druid_captures)) {
        const auto text = file.path().filename().string();
        std::smatch part;
        if (std::regex_match(text, part, capture)) names.insert(part[1]);
    }
    return names;
}

}  // namespace druidwatch::test
