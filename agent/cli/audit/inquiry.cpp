#include "cli/audit/inquiry.hpp"

#include <set>

#include "cli/audit/processes.hpp"
#include "net/loop.hpp"
#include "probes/balancer/answered_by.hpp"
#include "probes/druid/cluster_listing.hpp"
#include "probes/druid/properties.hpp"
#include "probes/druid/status.hpp"
#include "probes/http_exchange.hpp"
#include "watch/identity.hpp"

namespace druidwatch::cli::auditing {
namespace {

using cluster::Observation;
using probes::HttpTarget;

/// One that takes turns needs a request per Broker; one that picks at random leaves one of two
/// Brokers out of 16 requests once in 32,768 audits.
constexpr std::size_t passages_per_broker = 8;
constexpr std::size_t most_passages = 64;

class Inquiry {
  public:
    Inquiry(net::Loop& loop, net::HttpClient& http, const watch::ClusterSnapshot& snapshot,
            Instant taken, std::shared_ptr<const net::HttpIdentity> identity, bool tls,
            milliseconds timeout)
        : loop_(loop),
          http_(http),
          view_(snapshot.view),
          taken_(taken),
          identity_(std::move(identity)),
          tls_(tls),
          timeout_(timeout) {}

    net::Task<void> run(std::function<void()> finished) {
        const auto listed = co_await ask_listing();
        for (auto& process : known_processes(view_, listed, tls_, taken_.mono)) {
            words_.processes.push_back({.process = std::move(process)});
        }
        for (const auto& balancer : view_.druid->balancers) {
            words_.balancers.push_back({.node = balancer.node});
        }
        left_ = words_.processes.size() + words_.balancers.size();
        finished_ = std::move(finished);
        if (left_ == 0) finished_();
        for (auto& word : words_.processes) loop_.spawn(ask_process(word));
        auto word = words_.balancers.begin();
        for (const auto& balancer : view_.druid->balancers) {
            loop_.spawn(ask_balancer(balancer.url, *word++));
        }
    }

    Words take() { return std::move(words_); }

  private:
    HttpTarget target(const std::string& url) const { return {http_, url, identity_}; }

    template <class T>
    net::Task<Observation<T>> ask(std::string url, std::string_view path, std::size_t limit,
                                  Result<T> (*read)(int, std::string_view),
                                  bool new_connection = false) {
        const auto asked = target(url);
        auto request = asked.get(path, timeout_);
        request.max_body = limit;
        request.new_connection = new_connection;
        auto went = co_await probes::exchange(loop_, http_, std::move(request));
        auto seen = probes::observe(std::move(went), read);
        if (!seen.answer && seen.answer.error().target.empty()) {
            seen.answer.error().target = asked.node();
        }
        co_return seen;
    }

    /// The Coordinator that leads knows processes that are announced for nobody but it.
    net::Task<cluster::Announcements> ask_listing() {
        for (const auto* master : view_.druid->claimants(cluster::Role::coordinator, taken_.mono)) {
            auto seen =
                co_await ask(master->url, probes::druid::cluster_path, probes::druid::cluster_limit,
                             probes::druid::parse_cluster_listing);
            if (seen.answer) co_return std::move(*seen.answer);
        }
        co_return cluster::Announcements{};
    }

    net::Task<void> ask_process(ProcessWord& word) {
        word.version = co_await ask(word.process.url, probes::druid::status_path,
                                    probes::druid::status_limit, probes::druid::parse_version);
        word.properties =
            co_await ask(word.process.url, probes::druid::properties_path,
                         probes::druid::properties_limit, probes::druid::parse_properties);
        one_is_done();
    }

    net::Task<void> ask_balancer(std::string url, BalancerWord& word) {
        const auto brokers = view_.druid->brokers.size();
        const auto most = std::min(passages_per_broker * brokers, most_passages);
        std::set<std::string> seen;
        while (word.answers.size() < most && seen.size() < brokers) {
            auto answer =
                co_await ask(url, probes::druid::properties_path, probes::druid::properties_limit,
                             probes::balancer::parse_answered_by, true);
            const bool answered = answer.answer.has_value();
            if (answered) seen.insert(answer.answer->broker);
            word.answers.push_back(std::move(answer));
            if (!answered) break;
        }
        one_is_done();
    }

    void one_is_done() {
        if (--left_ == 0) finished_();
    }

    net::Loop& loop_;
    net::HttpClient& http_;
    const cluster::ClusterView& view_;
    Instant taken_;
    std::shared_ptr<const net::HttpIdentity> identity_;
    bool tls_;  ///< of those that are not configured
    milliseconds timeout_;
    Words words_;
    std::size_t left_ = 0;
    std::function<void()> finished_;
};

}  // namespace

std::vector<Words> inquire(const Startup& startup, const watch::Snapshot& snapshot) {
    net::Loop loop;
    net::HttpClient http(loop);
    std::vector<std::unique_ptr<Inquiry>> inquiries;
    std::size_t left = 0;
    for (std::size_t i = 0; i < snapshot.clusters.size(); ++i) {
        auto& inquiry = inquiries.emplace_back();
        const auto& druid = startup.config.clusters[i].druid;
        if (!druid || !snapshot.clusters[i].view.druid) continue;
        inquiry = std::make_unique<Inquiry>(
            loop, http, snapshot.clusters[i], snapshot.taken,
            watch::identity_of({druid->basic_auth, druid->tls}, startup.secrets.values),
            druid->tls.has_value(), startup.config.global.poll_timeout);
        ++left;
        loop.spawn(inquiry->run([&] {
            if (--left == 0) loop.stop();
        }));
    }
    if (left > 0) loop.run();
    std::vector<Words> words;
    for (auto& inquiry : inquiries) words.push_back(inquiry ? inquiry->take() : Words{});
    return words;
}

}  // namespace druidwatch::cli::auditing
