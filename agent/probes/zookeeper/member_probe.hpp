#pragma once

#include "cluster/zookeeper_answers.hpp"
#include "probes/probe.hpp"
#include "probes/zookeeper/held_session.hpp"
#include "probes/zookeeper/state_question.hpp"

namespace druidwatch::probes::zookeeper {

/// What one member says of itself, and a session held with it as a tripwire.
class MemberProbe final : public Probe {
  public:
    struct Sinks {
        Sink<bool> ruok;
        Sink<cluster::ServerState> state;
        Sink<cluster::Membership> membership;
        /// The held session ended; the words are asked again already.
        std::function<void(const Failure&)> on_lost;
        /// The member is late with a pong: it, or the whole ensemble, may be frozen.
        std::function<void()> on_overdue;
        /// How far its log is, told between two times.
        std::function<void(std::uint64_t zxid, Instant asked, Instant told)> on_zxid;
    };

    struct Paces {
        config::Pace words;  ///< `ruok` and `mntr`
        config::Pace membership;
    };

    /// `admin`: its AdminServer, where it has one.
    MemberProbe(ProbeContext context, Member member, std::optional<HttpTarget> admin, Paces paces,
                Sinks sinks);

    /// Asks for the membership at once: another member changed, or the leader.
    void ask_membership();

  private:
    /// Every word is a line in the member's log, so they share one rhythm.
    net::Task<void> ask_words(cluster::Means means);
    net::Task<void> ask_conf(cluster::Means means);
    void take_note(const cluster::Observation<cluster::ServerState>& seen);
    void session_lost(const Failure& failure);
    void on_start() override;

    Member member_;
    std::optional<HttpTarget> admin_;
    Sinks sinks_;
    HeldSession session_;
    StateQuestion state_;
    Poller& words_;
    milliseconds admin_retry_;  ///< until an AdminServer that did not tell its ensemble is asked
    Poller& conf_;
    bool membership_known_ = false;
    std::optional<cluster::ServerMode> mode_;  ///< in which it last served
};

}  // namespace druidwatch::probes::zookeeper
