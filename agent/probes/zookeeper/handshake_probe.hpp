#pragma once

#include <deque>
#include <memory>
#include <vector>

#include "cluster/zookeeper_answers.hpp"
#include "probes/probe.hpp"
#include "probes/zookeeper/session.hpp"

namespace druidwatch::probes::zookeeper {

/// Whether each member grants a new session, which takes a quorum: one member after the other, an
/// interval apart. Once something looks wrong, every member in the suspicious interval. Of a member
/// that enforces authentication we only learn that by a session's first request, so its farewell is
/// awaited; authentication, two lines in the server's log, is sent where it was missed before.
class HandshakeProbe final : public Probe {
  public:
    /// Silence for this long is no election (0.35 to 0.6 s) and no slow disk any more.
    static constexpr milliseconds patience{1250};
    /// A member whose pongs are always late costs no more than a round of all in this time.
    static constexpr milliseconds rounds_apart{2s};

    using Seen = std::function<void(std::size_t member, cluster::Observation<cluster::NewSession>)>;

    /// `pace`: the interval is the ensemble's, so each member's own is as many times that.
    HandshakeProbe(ProbeContext context, std::string ensemble, std::vector<Member> members,
                   config::Pace pace, Seen seen);

    /// Asks this member at once.
    void poke(std::size_t member, cluster::Means means = cluster::Means::poll);

    /// A member is suspected: asks all at once, or `rounds_apart` the last time.
    void poke_all();

  private:
    struct Asked {
        Member member;
        Sink<cluster::NewSession> sink;
        Poller* poller;
        bool enforces_authentication = false;
        Monotonic spared_until{};  ///< no farewell: it would not be heard
    };

    net::Task<void> ask(Asked& asked, cluster::Means means);
    net::Task<bool> leave_unheard(Session& session, Asked& asked);

    std::deque<Asked> asked_;
    Monotonic next_round_{};
    std::unique_ptr<net::Alarm> postponed_;  ///< a round of all that came too soon
};

}  // namespace druidwatch::probes::zookeeper
