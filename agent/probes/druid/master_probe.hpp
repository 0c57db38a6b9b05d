#pragma once

#include "cluster/druid_view.hpp"
#include "probes/druid/recheck.hpp"
#include "probes/http_exchange.hpp"
#include "probes/probe.hpp"
#include "probes/slow_gate.hpp"

namespace druidwatch::probes::druid {

/// One master's own word about the roles it has, and what it tells as the leading Coordinator.
class MasterProbe final : public Probe {
  public:
    struct Paces {
        config::Pace leads;       ///< `isLeader`
        config::Pace slow;        ///< `/leader`, and a request that is the leader's to answer
        config::Pace properties;  ///< and at a restart
        config::Pace duties;      ///< of the leading Coordinator, as all that follows
        config::Pace servers;
        std::optional<config::Pace> cluster{};  ///< its cluster endpoint, where it is needed
    };

    struct Sinks {
        std::array<Sink<bool>, 2> leads;                      ///< by Role
        std::array<Sink<cluster::LeaderWord>, 2> leader;      ///< by Role
        std::array<Sink<cluster::LeaderRequest>, 2> request;  ///< by Role
        Sink<cluster::DruidProperties> properties;
        Sink<cluster::Duties> duties;
        Sink<cluster::ServersSeen> servers;
        Sink<cluster::Announcements> cluster;
    };

    /// `roles`: at least one; `slow`: the client for slow questions, whose long requests must not
    /// take the turns of others; `quorum`: whether ZooKeeper has one, as far as is known.
    MasterProbe(ProbeContext context, HttpTarget http, net::HttpClient& slow,
                std::vector<cluster::Role> roles, Paces paces, std::function<bool()> quorum,
                Sinks sinks);

    /// Asks for every role's `isLeader` at once.
    void poke(cluster::Means means = cluster::Means::poll);

  private:
    using Question = std::function<net::Task<void>(cluster::Means)>;

    net::Task<void> ask_leads(cluster::Role role, cluster::Means means);
    void note_word(cluster::Role role, bool answered, const Result<bool>& word);
    void notice_restart(const Result<bool>& answer);
    net::Task<void> ask_properties(cluster::Means means);

    /// One after the other, for only one slow question may be in flight.
    net::Task<void> ask_slow_round(cluster::Means means);
    net::Task<void> ask_leader(cluster::Role role, cluster::Means means);
    net::Task<void> ask_request(cluster::Role role, cluster::Means means);
    void ask_slowly_while_leading(const Paces& paces);
    template <class T>
    net::Task<void> ask_leading(std::string_view question, net::HttpRequest request,
                                cluster::Means means, Result<T> (*read)(int, std::string_view),
                                const Sink<T>& sink);
    bool leads_coordinators() const;
    void hurry_slow_questions();

    void on_start() override;
    void on_stop() override;

    HttpTarget http_;
    SlowGate slow_;
    Sinks sinks_;
    std::vector<Poller*> leads_;
    std::array<std::optional<bool>, 2> words_{};  ///< by Role: the newest `isLeader`, if answered
    Poller& properties_;
    Recheck properties_recheck_;
    std::vector<Question> slow_questions_;
    Poller& slow_round_;
    std::vector<Poller*> while_leading_;  ///< asked of the leading Coordinator only
};

}  // namespace druidwatch::probes::druid
