#pragma once

#include <functional>

#include "probes/zookeeper/session.hpp"

namespace druidwatch::probes::zookeeper {

/// A session with one member, kept with pings: the kernel or the member itself ends it the moment
/// that the member dies or loses its quorum, and one that freezes is late with its next pong.
class HeldSession {
  public:
    static constexpr milliseconds wanted_timeout{9s};
    /// Oftener than a session needs, so that a frozen member is suspected at once; or a third of
    /// the session's timeout, where that is less.
    static constexpr milliseconds ping_interval{1s};
    static constexpr milliseconds overdue_after{250};

    struct Listener {
        /// A session that was held is no more; not told where the member merely wants to know
        /// better who we are.
        std::function<void(const Failure&)> on_lost;
        /// A pong is not there `overdue_after` its ping; once per ping.
        std::function<void()> on_overdue;
        /// The member's last zxid, at every ping: no four-letter word but `srvr` tells it.
        std::function<void(std::uint64_t, Instant asked, Instant told)> on_zxid;
    };

    HeldSession(net::Loop& loop, Member member, milliseconds timeout, Listener listener);

    /// Never returns; ends by cancellation. Without a session it tries again, 1 s to 30 s apart.
    net::Task<void> keep();

    /// Somebody saw the member serve: tries as soon as may be, 1 s after the last time.
    void try_now();

  private:
    net::Task<std::optional<Failure>> open_and_hold();
    net::Task<Failure> hold(Session session);
    net::Task<Result<SessionEvent>> answer_to_ping(Session& session, Monotonic deadline);
    Failure unasked() const;

    net::Loop& loop_;
    Member member_;
    milliseconds timeout_;
    Listener listener_;
    net::Wakeup wakeup_;
    bool held_ = false;
};

}  // namespace druidwatch::probes::zookeeper
