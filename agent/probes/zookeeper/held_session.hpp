#pragma once

#include <functional>

#include "probes/zookeeper/session.hpp"

namespace druidwatch::probes::zookeeper {

/// A session with one member, kept with pings: the kernel or the member itself ends it the moment
/// that the member dies or loses its quorum.
class HeldSession {
  public:
    static constexpr milliseconds wanted_timeout{9s};  ///< a ping every 3 s

    struct Listener {
        /// A session that was held is no more.
        std::function<void(const Failure&)> on_lost;
        /// The member's last zxid, at every ping: no four-letter word but `srvr` tells it.
        std::function<void(std::uint64_t)> on_zxid;
    };

    HeldSession(net::Loop& loop, Member member, milliseconds timeout, Listener listener);

    /// Never returns; ends by cancellation. Without a session it tries again, 1 s to 30 s apart.
    net::Task<void> keep();

    bool held() const { return held_; }
    /// Somebody saw the member serve: tries as soon as may be, 1 s after the last time.
    void try_now();

  private:
    net::Task<Failure> hold(Session session);
    Failure unasked() const;

    net::Loop& loop_;
    Member member_;
    milliseconds timeout_;
    Listener listener_;
    net::Wakeup wakeup_;
    bool held_ = false;
};

}  // namespace druidwatch::probes::zookeeper
