#include "druid_rounds.hpp"

#include <algorithm>
#include <set>

namespace druidwatch::test {
namespace {

/// Long before any timeline begins.
constexpr milliseconds grid_begins = -1h;

std::string node_of(const std::string& target) { return target.substr(0, target.find(' ')); }

Monotonic as_monotonic(milliseconds at) { return Monotonic{at - grid_begins}; }

}  // namespace

Rounds::Rounds(const DruidTimeline& timeline, milliseconds phase)
    : timeline_(timeline), phase_(phase), last_step_(grid_begins) {
    const config::Poll poll;
    for (const std::string master : {"m1", "m2"}) {
        for (const std::string role : {"coordinator", "overlord"}) {
            add(master + " " + role + " isLeader", poll.master);
            add(master + " " + role + " leader", poll.master_slow, true);
        }
        add(master + " coordinator loadstatus", poll.master_slow, true);
        add(master + " overlord workers", poll.master_slow, true);
    }
    for (const std::string broker : {"b1", "b2"}) {
        add(broker + " readiness", poll.broker);
        add(broker + " SELECT 1", poll.broker_query);
    }
    for (const auto* balancer : {"lb(httpchk) SELECT 1", "lb(no check) SELECT 1"}) {
        add(balancer, poll.balancer);
    }
    add("router health", poll.router);
    add("router coordinator isLeader", poll.router_slow, true);
    add("router overlord isLeader", poll.router_slow, true);
}

void Rounds::add(const std::string& target, config::Pace pace, bool slow) {
    const auto told = timeline_.answers.find(target);
    if (told == timeline_.answers.end()) return;
    questions_.insert({target, Question{.told = &told->second, .pace = pace, .slow = slow}});
    restraints_.try_emplace(node_of(target), config::Poll{}.master_slow.interval);
}

bool Rounds::is_due(const Question& question, milliseconds now, bool suspicious) const {
    if (question.answer) return false;
    if (question.poked || !question.asked) return true;
    const auto interval = suspicious ? question.pace.suspicious : question.pace.interval;
    const auto into_interval = (*question.asked - grid_begins - phase_ % interval) % interval;
    return now >= *question.asked - into_interval + interval;
}

std::optional<Rounds::Answer> Rounds::answer_to(const std::vector<Told>& told, milliseconds asked) {
    const auto next = std::ranges::upper_bound(told, asked, {}, &Told::at);
    if (next == told.begin()) return {};
    const auto& newest = *std::prev(next);
    const bool waits = next != told.end() && next->asked() <= asked;
    if (!waits && !newest.is_silence()) return Answer{asked, asked, newest.said};
    // A node that is silent answers all that wait for it once it is back.
    const auto back = next == told.end() ? asked + probes::Restraint::longest_pause : next->at;
    if (next != told.end() && !next->is_silence() && back <= asked + timeout) {
        return Answer{back, back, next->said};
    }
    return Answer{asked + timeout, std::max(back, asked + timeout), "TIMEOUT"};
}

std::optional<Rounds::Answer> Rounds::answer_of_another(const std::vector<Told>& told,
                                                        milliseconds asked) {
    constexpr milliseconds one_round = timeout + 500ms;
    for (const auto& line : told) {
        const bool near = line.at > asked - one_round && line.at < asked + one_round;
        if (near && !line.is_silence()) return Answer{asked, asked, line.said};
    }
    return {};
}

void Rounds::ask(const std::string& node, Question& question, milliseconds now) {
    auto answer = answer_to(*question.told, now);
    if (!answer) return;
    if (node.starts_with("lb") && question.was_silent && answer->said == "TIMEOUT") {
        if (const auto another = answer_of_another(*question.told, now)) answer = another;
    }
    question.was_silent = answer->said == "TIMEOUT";
    question.asked = now;
    question.poked = false;
    if (question.slow) {
        restraints_.at(node).asked();
        settled_[node] = answer->settled;
    }
    question.answer = std::move(answer);
}

/// The agent holds a connection to every node, and asks at once when that ends.
void Rounds::connections_that_ended(milliseconds now) {
    static const std::set<std::string> ends{"ConnectionResetError", "EOF", "REFUSED"};
    for (const auto& [target, told] : timeline_.answers) {
        for (std::size_t i = 1; i < told.size(); ++i) {
            const bool in_this_step = told[i].at > last_step_ && told[i].at <= now;
            if (!in_this_step || told[i - 1].said == "TIMEOUT") continue;
            if (ends.contains(told[i].said) && !ends.contains(told[i - 1].said)) {
                poke(node_of(target), false);
            }
        }
    }
    last_step_ = now;
}

void Rounds::poke(const std::string& node, bool slow) {
    for (auto& [target, question] : questions_) {
        if (node_of(target) == node && question.slow == slow) question.poked = true;
    }
}

std::vector<Heard> Rounds::step(milliseconds now,
                                const std::function<bool(const std::string&)>& suspicious,
                                bool quorum) {
    connections_that_ended(now);
    std::vector<Heard> heard;
    const auto hear = [&](const std::string& target, Question& question) {
        auto& restraint = restraints_.at(node_of(target));
        const bool silent = question.answer->said == "TIMEOUT";
        if (!question.slow && !silent) restraint.answers();
        if (question.slow) silent ? restraint.overdue(as_monotonic(now)) : restraint.in_time();
        heard.push_back({target, *question.asked, question.answer->at, question.answer->said});
        question.answer.reset();
    };
    for (auto settled = settled_.begin(); settled != settled_.end();) {
        const bool over = settled->second <= now;
        if (over) restraints_.at(settled->first).settled();
        settled = over ? settled_.erase(settled) : std::next(settled);
    }
    std::vector<std::pair<const std::string, Question>*> by_age;
    for (auto& entry : questions_) by_age.push_back(&entry);
    std::ranges::sort(by_age, {}, [](const auto* entry) {
        return std::pair(entry->second.asked.value_or(grid_begins), entry->first);
    });
    for (auto* entry : by_age) {
        auto& [target, question] = *entry;
        const auto node = node_of(target);
        const bool allowed =
            !question.slow || restraints_.at(node).allows(as_monotonic(now), quorum);
        if (allowed && is_due(question, now, suspicious(node))) ask(node, question, now);
        if (question.answer && question.answer->at <= now) hear(target, question);
    }
    return heard;
}

}  // namespace druidwatch::test
