#pragma once

#include "cluster/zookeeper_answers.hpp"
#include "probes/http_exchange.hpp"
#include "probes/zookeeper/member.hpp"

namespace druidwatch::probes::zookeeper {

/// In which state a member is: by `mntr`; by its AdminServer where that word is not whitelisted, or
/// where the member says that it does not serve, as a leader with leaderServes=no does for ever; by
/// `srvr` else, which no whitelist closes.
class StateQuestion {
  public:
    /// An AdminServer that was silent is not waited for again so soon.
    static constexpr milliseconds admin_pause{1min};

    /// `timeout`: of each of the up to three exchanges.
    StateQuestion(net::Loop& loop, Member member, std::optional<HttpTarget> admin,
                  milliseconds timeout);

    net::Task<cluster::Observation<cluster::ServerState>> ask();

    /// The member may have been restarted.
    void forget_whitelist() { mntr_allowed_ = true; }

  private:
    using Seen = cluster::Observation<cluster::ServerState>;

    net::Task<Seen> ask_mntr();
    net::Task<std::optional<Seen>> ask_admin();

    net::Loop& loop_;
    Member member_;
    std::optional<HttpTarget> admin_;
    milliseconds timeout_;
    bool mntr_allowed_ = true;
    Monotonic admin_not_before_{};
};

}  // namespace druidwatch::probes::zookeeper
