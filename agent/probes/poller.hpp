#pragma once

#include <functional>

#include "cluster/observation.hpp"
#include "net/task.hpp"
#include "net/timer_wheel.hpp"
#include "probes/cadence.hpp"

namespace druidwatch::probes {

/// The loop that every question lives in: wait until it is due or somebody pokes, ask, again.
/// One round is in flight at a time.
class Poller {
  public:
    /// One round. It has a deadline of its own, and hands on what it learned itself.
    using Ask = std::function<net::Task<void>(cluster::Means)>;

    Poller(net::TimerWheel& wheel, Cadence cadence, Ask ask);

    /// Never returns; ends by cancellation.
    net::Task<void> run();

    /// Asks at once; after a round that is in flight, which may have seen the state before.
    void poke(cluster::Means means = cluster::Means::poll);

    /// For a round that came to nothing: the next one does not wait for a long interval to end.
    void ask_again_within(milliseconds pause);

    void set_suspicious(bool so);
    std::uint64_t missed_rounds() const { return cadence_.missed_rounds(); }

  private:
    net::TimerWheel& wheel_;
    net::Wakeup wakeup_;
    Cadence cadence_;
    Ask ask_;
    bool poked_ = false;                           ///< by somebody who wants an answer now
    cluster::Means means_ = cluster::Means::poll;  ///< of the next round
};

}  // namespace druidwatch::probes
