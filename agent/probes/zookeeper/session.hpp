#pragma once

#include <array>
#include <string_view>

#include "net/stream.hpp"
#include "probes/zookeeper/member.hpp"
#include "probes/zookeeper/session_handshake.hpp"

namespace druidwatch::probes::zookeeper {

/// A session on a connection of its own: the handshake's bytes, carried.
class Session {
  public:
    /// Connects and asks for a session. Fails as a connection does, or with `closed` by a member
    /// that has no quorum to grant one.
    static net::Task<Result<Session>> open(net::Loop& loop, const Member& member,
                                           milliseconds wanted_timeout, Monotonic deadline);

    const SessionGranted& granted() const { return granted_; }
    milliseconds ping_interval() const { return *handshake_.ping_interval(); }

    /// The next event; `timed_out` leaves the session as it was.
    net::Task<Result<SessionEvent>> next(Monotonic deadline);

    net::Task<Result<void>> ping(Monotonic deadline);
    /// Sends the farewell; its answer is nobody's concern.
    net::Task<Result<void>> close(Monotonic deadline);

  private:
    Session(net::Stream stream, milliseconds wanted_timeout)
        : stream_(std::move(stream)), handshake_(wanted_timeout) {}

    net::Stream stream_;
    SessionHandshake handshake_;
    SessionGranted granted_;
    std::array<char, 512> received_{};
    std::size_t begin_ = 0;  ///< of what was received and not yet interpreted
    std::size_t end_ = 0;
};

}  // namespace druidwatch::probes::zookeeper
