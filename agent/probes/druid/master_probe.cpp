#include "probes/druid/master_probe.hpp"

#include "probes/druid/cluster_listing.hpp"
#include "probes/druid/duties.hpp"
#include "probes/druid/is_leader.hpp"
#include "probes/druid/leader_request.hpp"
#include "probes/druid/leader_word.hpp"
#include "probes/druid/properties.hpp"
#include "probes/druid/servers_seen.hpp"

namespace druidwatch::probes::druid {

using cluster::Means;
using cluster::Role;

namespace {

/// By Role, as the metrics call them.
constexpr std::string_view leads_questions[] = {"coordinator_is_leader", "overlord_is_leader"};
constexpr std::string_view leader_questions[] = {"coordinator_leader", "overlord_leader"};
constexpr std::string_view request_questions[] = {"coordinator_request", "overlord_request"};

constexpr std::size_t index_of(Role role) { return static_cast<std::size_t>(role); }

constexpr int to_the_leader = 307;

}  // namespace

MasterProbe::MasterProbe(ProbeContext context, HttpTarget http, net::HttpClient& slow,
                         std::vector<Role> roles, Paces paces, std::function<bool()> quorum,
                         Sinks sinks)
    : Probe(std::move(context), "master", http.node()),
      http_(std::move(http)),
      slow_(loop(), slow, paces.slow.interval, std::move(quorum)),
      sinks_(std::move(sinks)),
      properties_(ask_every(paces.properties, "properties",
                            [this](Means means) { return ask_properties(means); })),
      slow_round_(
          ask_every(paces.slow, "leader", [this](Means means) { return ask_slow_round(means); })) {
    for (const auto role : roles) {
        leads_.push_back(&ask_every(paces.leads, leads_questions[index_of(role)],
                                    [this, role](Means means) { return ask_leads(role, means); }));
        slow_questions_.emplace_back([this, role](Means means) { return ask_leader(role, means); });
        slow_questions_.emplace_back(
            [this, role](Means means) { return ask_request(role, means); });
    }
    if (std::ranges::find(roles, Role::coordinator) != roles.end()) ask_slowly_while_leading(paces);
}

void MasterProbe::poke(Means means) {
    for (auto* poller : leads_) poller->poke(means);
}

void MasterProbe::on_start() {
    http_.watch_connection([this] { poke(Means::connection_closed); });
}

void MasterProbe::on_stop() { http_.unwatch_connection(); }

net::Task<void> MasterProbe::ask_leads(Role role, Means means) {
    auto went = co_await exchange(loop(), http_.client, http_.get(is_leader_path(role), timeout()));
    const bool answered = went.response.has_value();
    auto seen = observe(std::move(went), parse_is_leader);
    notice_restart(seen.answer);
    note_word(role, answered, seen.answer);
    report(leads_questions[index_of(role)], means, std::move(seen), sinks_.leads[index_of(role)]);
}

void MasterProbe::note_word(Role role, bool answered, const Result<bool>& word) {
    const auto says = word ? std::optional(*word) : std::nullopt;
    const bool news = says && says != words_[index_of(role)];
    words_[index_of(role)] = says;
    const bool owed = answered && slow_.node_answered();
    if (news || owed) hurry_slow_questions();
}

void MasterProbe::notice_restart(const Result<bool>& answer) {
    if (answer) {
        if (properties_recheck_.due(loop().now().mono)) properties_.poke();
    } else if (answer.error().reason == Reason::refused) {
        properties_recheck_.refused();
    }
}

net::Task<void> MasterProbe::ask_properties(Means means) {
    auto request = http_.get(properties_path, timeout());
    request.max_body = properties_limit;
    auto went = co_await exchange(loop(), http_.client, std::move(request));
    auto seen = observe(std::move(went), parse_properties);
    properties_recheck_.asked(seen.answer || seen.answer.error().reason == Reason::not_allowed,
                              seen.answered.mono);
    report("properties", means, std::move(seen), sinks_.properties);
}

net::Task<void> MasterProbe::ask_slow_round(Means means) {
    for (const auto& question : slow_questions_) co_await question(means);
    // The one that went first may have shut the gate for the others.
    std::ranges::rotate(slow_questions_, std::next(slow_questions_.begin()));
}

net::Task<void> MasterProbe::ask_leader(Role role, Means means) {
    auto went = co_await slow_.ask(http_.get(leader_path(role), timeout()));
    if (!went) co_return;
    report(leader_questions[index_of(role)], means, observe(std::move(*went), parse_leader_word),
           sinks_.leader[index_of(role)]);
}

net::Task<void> MasterProbe::ask_request(Role role, Means means) {
    auto request = http_.get(leader_request_path(role), timeout());
    request.max_body = leader_request_limit;
    auto went = co_await slow_.ask(std::move(request));
    if (!went) co_return;
    report(request_questions[index_of(role)], means,
           observe(std::move(*went), parse_leader_request), sinks_.request[index_of(role)]);
}

void MasterProbe::ask_slowly_while_leading(const Paces& paces) {
    while_leading_ = {&ask_every(paces.duties, "duties",
                                 [this](Means means) {
                                     return ask_leading("duties", http_.get(duties_path, timeout()),
                                                        means, parse_duties, sinks_.duties);
                                 }),
                      &ask_every(paces.servers, "servers", [this](Means means) {
                          auto request = http_.get(servers_path, timeout());
                          request.max_body = servers_limit;
                          return ask_leading("servers", std::move(request), means,
                                             parse_coordinator_servers, sinks_.servers);
                      })};
    if (!paces.cluster) return;
    while_leading_.push_back(&ask_every(*paces.cluster, "cluster", [this](Means means) {
        auto request = http_.get(cluster_path, timeout());
        request.max_body = cluster_limit;
        return ask_leading("cluster", std::move(request), means, parse_cluster_listing,
                           sinks_.cluster);
    }));
}

template <class T>
net::Task<void> MasterProbe::ask_leading(std::string_view question, net::HttpRequest request,
                                         Means means, Result<T> (*read)(int, std::string_view),
                                         const Sink<T>& sink) {
    if (!leads_coordinators()) co_return;
    auto went = co_await slow_.ask(std::move(request));
    // It may have lost the lead meanwhile: then it has nothing to tell.
    if (!went || (went->response && went->response->status == to_the_leader)) co_return;
    report(question, means, observe(std::move(*went), read), sink);
}

bool MasterProbe::leads_coordinators() const { return words_[index_of(Role::coordinator)] == true; }

void MasterProbe::hurry_slow_questions() {
    slow_round_.poke();
    if (!leads_coordinators()) return;
    for (auto* poller : while_leading_) poller->poke();
}

}  // namespace druidwatch::probes::druid
