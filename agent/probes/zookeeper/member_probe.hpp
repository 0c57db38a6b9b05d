#pragma once

#include "cluster/zookeeper_answers.hpp"
#include "probes/probe.hpp"
#include "probes/zookeeper/held_session.hpp"
#include "probes/zookeeper/member.hpp"

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
    };

    /// `words`: of `ruok` and `mntr`; `membership`: of `conf`.
    MemberProbe(ProbeContext context, Member member, config::Pace words, config::Pace membership,
                Sinks sinks);

    /// Asks for the membership at once: another member changed, or the leader.
    void ask_membership();

  private:
    /// Every word is a line in the member's log, so they share one rhythm.
    net::Task<void> ask_words(cluster::Means means);
    net::Task<void> ask_state(cluster::Means means);
    net::Task<void> ask_conf(cluster::Means means);
    void take_note(cluster::ServerState& state);
    void session_lost(const Failure& failure);
    void on_start() override;

    Member member_;
    Sinks sinks_;
    HeldSession session_;
    Poller& words_;
    Poller& conf_;
    bool mntr_allowed_ = true;
    bool membership_known_ = false;
    std::optional<cluster::ServerMode> mode_;  ///< in which it last served
    struct {
        std::uint64_t value = 0;
        Monotonic until{};  ///< how long it may be told as the member's present one
    } zxid_;
};

}  // namespace druidwatch::probes::zookeeper
