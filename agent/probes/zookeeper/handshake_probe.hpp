#pragma once

#include <vector>

#include "cluster/zookeeper_answers.hpp"
#include "probes/probe.hpp"
#include "probes/zookeeper/member.hpp"

namespace druidwatch::probes::zookeeper {

/// Whether each member grants a new session, which takes a quorum: one member after the other, an
/// interval apart. Once something looks wrong, every member in the suspicious interval.
class HandshakeProbe final : public Probe {
  public:
    using Seen = std::function<void(std::size_t member, cluster::Observation<cluster::NewSession>)>;

    /// `pace`: the interval is the ensemble's, so each member's own is as many times that.
    HandshakeProbe(ProbeContext context, std::string ensemble, std::vector<Member> members,
                   config::Pace pace, Seen seen);

    /// Asks this member at once.
    void poke(std::size_t member, cluster::Means means = cluster::Means::poll);

  private:
    net::Task<void> ask(std::size_t index, cluster::Means means);

    std::vector<Member> members_;
    std::vector<Sink<cluster::NewSession>> sinks_;
    std::vector<Poller*> pollers_;
};

}  // namespace druidwatch::probes::zookeeper
