#pragma once

#include <string>

#include "cluster/cluster_view.hpp"
#include "config/config.hpp"

namespace druidwatch::test {

/// A small cluster in high availability and what its nodes say, step by step, at times that the
/// test sets. Every answer takes 1 ms, unless told otherwise. Nodes go by short names: zk1..3,
/// pg1..2, m1..2, b1..2, lb, r1.
class Scene {
  public:
    Scene();

    /// Moves the time; what is said next is answered then.
    Scene& at(milliseconds since_start);
    /// How long what is said from now on took to be answered.
    Scene& took(milliseconds so_long);
    Monotonic now() const { return now_.mono; }
    Instant instant() const { return now_; }
    const cluster::ClusterView& view() const { return view_; }
    cluster::ClusterView& view() { return view_; }

    /// Everything answers as in good health: zk1 leads the ensemble, pg1 is the primary, m1 leads.
    Scene& all_is_well();
    /// Every answer there is, once more, now: time passes and nothing changes.
    Scene& again();

    Scene& grants_session(const std::string& member);
    Scene& fails_session(const std::string& member, Reason reason);
    Scene& says_imok(const std::string& member);
    Scene& fails_ruok(const std::string& member, Reason reason);
    Scene& says_state(const std::string& member, cluster::ServerState state);
    Scene& fails_state(const std::string& member, Reason reason);
    Scene& says_membership(const std::string& member, cluster::Membership membership);
    Scene& says_config(cluster::Membership membership);
    Scene& says_zxid(const std::string& member, std::uint64_t zxid);
    Scene& shows_latch(cluster::Role role, std::vector<std::string> masters);
    Scene& hides_latches(Reason reason = Reason::timed_out);
    Scene& announces(std::vector<std::string> nodes);

    Scene& is_primary(const std::string& node, cluster::LogPosition position = 0x3000000,
                      int timeline = 1);
    Scene& is_standby(const std::string& node, cluster::LogPosition replayed = 0x3000000,
                      const std::string& receiver = "streaming", int timeline = 1);
    Scene& says_database(const std::string& node, cluster::DatabaseState state);
    Scene& fails_database(const std::string& node, Reason reason);
    Scene& endpoint_leads_to(const std::string& node);
    Scene& fails_endpoint(Reason reason);

    Scene& leads(const std::string& master, cluster::Role role = cluster::Role::coordinator);
    Scene& denies(const std::string& master, cluster::Role role = cluster::Role::coordinator);
    Scene& leads_both(const std::string& master);
    Scene& denies_both(const std::string& master);
    Scene& fails_master(const std::string& master, Reason reason);
    Scene& names_leader(const std::string& master, const std::string& leader,
                        cluster::Role role = cluster::Role::coordinator);
    Scene& names_leader_at(const std::string& master, std::string url,
                           cluster::Role role = cluster::Role::coordinator);

    Scene& broker_serves(const std::string& broker);
    Scene& broker_not_ready(const std::string& broker);
    Scene& fails_broker(const std::string& broker, Reason reason);
    Scene& fails_query(const std::string& broker, Reason reason);
    /// As the leader of both roles, and its duties move.
    Scene& works(const std::string& master);
    Scene& redirects(const std::string& master, const std::string& leader);
    Scene& answers_as_leader(const std::string& master, cluster::Role role,
                             cluster::LeaderRequest request);
    Scene& fails_work(const std::string& master, cluster::Role role, Reason reason);
    Scene& tells(const std::string& master, cluster::DruidProperties properties);
    /// What every master of the small cluster tells.
    static cluster::DruidProperties properties();
    /// Every Broker and the leading Coordinator.
    Scene& sees_servers(std::vector<std::string> historicals);
    Scene& answers_through_balancer(const std::string& broker);
    Scene& checks_router(const std::string& router);
    Scene& fails_router(const std::string& router, Reason reason);
    Scene& fails_route(const std::string& router, cluster::Role role, Reason reason);
    Scene& passes_balancer();
    Scene& fails_balancer(Reason reason);
    Scene& routes_to_leader(const std::string& router, cluster::Role role, bool leads);

    cluster::Master& master(const std::string& name);
    cluster::Broker& broker(const std::string& name);
    cluster::Router& router(const std::string& name);

    /// host:port of a short name.
    static std::string node(const std::string& name);
    static std::string url(const std::string& name);
    static int port_of(const std::string& name);

    /// An observation of now.
    template <class T>
    cluster::Observation<T> answer(T value) const;
    template <class T>
    cluster::Observation<T> failure(const std::string& name, Reason reason) const;

  private:
    std::size_t index_of(const std::string& member) const;
    cluster::ZooKeeperMember& member(const std::string& name);
    void pings_again();
    void druid_again();
    /// The same answer, of now.
    template <class T>
    cluster::Observation<T> renewed(const cluster::Observation<T>& before) const;
    template <class T>
    void renew(cluster::Track<T>& track) const;

    Instant start_;
    Instant now_;
    milliseconds took_{1};
    cluster::ClusterView view_;
};

template <class T>
cluster::Observation<T> Scene::answer(T value) const {
    return {.asked = now_ + -took_, .answered = now_, .answer = std::move(value)};
}

template <class T>
cluster::Observation<T> Scene::failure(const std::string& name, Reason reason) const {
    return {.asked = now_ + -took_,
            .answered = now_,
            .answer = std::unexpected(
                Failure{reason, "question", node(name), std::string(name_of(reason))})};
}

template <class T>
cluster::Observation<T> Scene::renewed(const cluster::Observation<T>& before) const {
    auto observation = before;
    observation.asked = now_ + -1ms;
    observation.answered = now_;
    return observation;
}

template <class T>
void Scene::renew(cluster::Track<T>& track) const {
    if (const auto* newest = track.newest()) track.record(renewed(*newest));
}

/// Two of three members of an ensemble as `conf` lists them, and the like.
cluster::Membership membership_of(int server_id, int voters);
cluster::ServerState leader_state(int synced_followers);
cluster::ServerState state_of(cluster::ServerMode mode);

/// Three ZooKeepers, two databases with an endpoint, two combined masters, two Brokers, a Router
/// and a balancer.
config::Cluster small_cluster();

}  // namespace druidwatch::test
