#include "cluster/druid_view.hpp"

#include <algorithm>
#include <utility>

#include "base/endpoint.hpp"

namespace druidwatch::cluster {

std::string_view name_of(Role role) {
    return role == Role::coordinator ? "coordinator" : "overlord";
}

namespace {

Instant between(Instant earlier, Instant later) {
    return earlier + std::chrono::round<milliseconds>((later.mono - earlier.mono) / 2);
}

/// A lead ended between its last proof and the first contrary word, which is asked for at the very
/// moment when a connection ends or the latch turns.
Instant end_of_lead(const Claim& last_proof, const Observation<bool>& contrary) {
    return contrary.means == Means::poll ? between(last_proof.answered, contrary.asked)
                                         : contrary.asked;
}

/// A lead began between the last denial and the first claim, if nothing was missed in between.
Instant begin_of_lead(const Claims& claims, const Claim& first) {
    constexpr milliseconds round{1100};  // an interval of a second, and its answer
    const auto earlier = std::ranges::find_if(claims.rbegin(), claims.rend(), [&](const Claim& c) {
        return c.node == first.node && !c.made;
    });
    const bool close =
        earlier != claims.rend() && first.asked.mono - earlier->answered.mono <= round;
    return close ? between(earlier->answered, first.asked) : first.asked;
}

}  // namespace

bool same_meaning(const Duties& a, const Duties& b) {
    return std::ranges::equal(a, b, [](const DutyGroup& x, const DutyGroup& y) {
        return x.name == y.name && x.period == y.period;
    });
}

Monotonic::duration Failover::gap() const {
    return std::max(began.mono - ended.mono, Monotonic::duration{0});
}

bool Process::is_called(const std::string& name) const {
    return node == name || std::ranges::find(also, name) != also.end();
}

bool Process::is_at(std::string_view at) const {
    const auto endpoint = endpoint_of_url(at);
    return endpoint && is_called(to_string(*endpoint));
}

bool Master::record_duties(Observation<Duties> observation) {
    if (observation.answer) {
        std::vector<DutyProgress> progress;
        for (const auto& group : *observation.answer) {
            const auto before = std::ranges::find_if(
                duty_progress, [&](const auto& one) { return one.group.name == group.name; });
            const bool stands = before != duty_progress.end() && before->group == group;
            progress.push_back({group, stands ? before->moved : observation.answered});
        }
        duty_progress = std::move(progress);
    }
    return duties.record(std::move(observation));
}

bool Balancer::record_passage(Observation<bool> observation) {
    const bool passed = observation.answer && *observation.answer;
    const bool turned = passages.empty() || passages.front().passed != passed;
    passages.push_front({observation.answered, passed});
    if (passages.size() > passages_kept) passages.pop_back();
    return ready.record(std::move(observation)) || turned;
}

bool Balancer::record_answerer(Observation<AnsweredBy> observation) {
    if (observation.answer) {
        answerers.push_front(observation.answer->broker);
        if (answerers.size() > passages_kept) answerers.pop_back();
    }
    return answered_by.record(std::move(observation));
}

bool DruidView::record_claim(Master& master, Role role, Observation<bool> observation) {
    auto& track = master.role(role)->leads;
    auto& past = history[static_cast<std::size_t>(role)];
    const auto now = observation.answered;
    std::optional<Claim> claim;
    if (observation.answer) {
        claim = Claim{master.node, *observation.answer, observation.asked, observation.answered};
        remember(past.claims, *claim);
        auto& since = master.role(role)->leads_since;
        if (!claim->made) since.reset();
        if (claim->made && !since) since = claim->asked;
    }
    if (past.leader == master.node) {
        const bool leads = claim && claim->made;
        if (leads) past.ended.reset();
        if (!leads && !past.ended && past.last_proof) {
            past.ended = end_of_lead(*past.last_proof, observation);
        }
    }
    const bool changed = track.record(std::move(observation));

    const auto leading = claimants(role, now.mono);
    if (claim && claim->made && leading.size() == 1) {
        if (!past.leader.empty() && past.leader != master.node && past.last_proof) {
            past.failovers.push_front({past.leader, master.node, past.last_proof->answered,
                                       claim->answered,
                                       past.ended.value_or(past.last_proof->answered),
                                       begin_of_lead(past.claims, *claim)});
            past.ended.reset();
            if (past.failovers.size() > RoleHistory::failovers_kept) past.failovers.pop_back();
        }
        past.leader = master.node;
    }
    if (claim && claim->made && past.leader == master.node) past.last_proof = claim;
    if (!past.complete_since && std::ranges::all_of(masters, [&](const Master& m) {
            return !m.role(role) || m.role(role)->leads.newest();
        })) {
        past.complete_since = now;
    }
    return changed;
}

bool DruidView::has(Role role) const {
    return std::ranges::any_of(masters, [&](const Master& m) { return m.role(role) != nullptr; });
}

std::vector<const Master*> DruidView::claimants(Role role, Monotonic now) const {
    std::vector<const Master*> found;
    for (const auto& master : masters) {
        const auto* word = master.role(role);
        if (!word) continue;
        const auto* leads = word->leads.current(now);
        if (leads && *leads) found.push_back(&master);
    }
    return found;
}

std::string DruidView::named_by(std::string_view url) const {
    const auto master =
        std::ranges::find_if(masters, [&](const Master& one) { return one.is_at(url); });
    return master != masters.end() ? master->node : std::string(url);
}

Monotonic DruidView::last_change(Role role) const {
    Monotonic last{};
    for (const auto& master : masters) {
        const auto* word = master.role(role);
        if (word && word->leads_since) last = std::max(last, word->leads_since->mono);
    }
    return last;
}

std::optional<std::string> DruidView::agreed_connect_uri() const {
    std::optional<std::string> agreed;
    for (const auto& master : masters) {
        const auto* told = master.properties.last_answer();
        if (!told || told->answer->connect_uri.empty()) continue;
        if (agreed && *agreed != told->answer->connect_uri) return {};
        agreed = told->answer->connect_uri;
    }
    return agreed;
}

std::optional<milliseconds> DruidView::session_timeout() const {
    std::optional<milliseconds> longest;
    for (const auto& master : masters) {
        const auto* told = master.properties.last_answer();
        if (told && told->answer->session_timeout) {
            longest = std::max(longest.value_or(milliseconds{0}), *told->answer->session_timeout);
        }
    }
    return longest;
}

}  // namespace druidwatch::cluster
