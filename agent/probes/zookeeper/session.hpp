#pragma once

#include <array>
#include <string_view>

#include "probes/zookeeper/member.hpp"
#include "probes/zookeeper/session_handshake.hpp"

namespace druidwatch::probes::zookeeper {

/// How long a member that does not take us as who we are is spared another try: each is an error
/// in its log, and a session that it keeps until it expires.
inline constexpr milliseconds refused_pause{5min};

/// A session on a connection of its own: the handshake's bytes, carried.
class Session {
  public:
    /// Connects and asks for a session. Fails as a connection does, or with `closed` by a member
    /// that has no quorum to grant one.
    static net::Task<Result<Session>> open(net::Loop& loop, const Member& member,
                                           milliseconds wanted_timeout, Monotonic deadline);

    const SessionGranted& granted() const { return granted_; }

    /// By the member's digest, where it has one. Two lines in the server's log.
    net::Task<Result<void>> authenticate(Monotonic deadline);

    /// The next event; `timed_out` leaves the session as it was. A request that was refused is a
    /// failure: `authentication` where the server wants to know better who we are.
    net::Task<Result<SessionEvent>> next(Monotonic deadline);

    net::Task<Result<void>> ping(Monotonic deadline);
    /// Says farewell and awaits the answer to it.
    net::Task<Result<void>> close(Monotonic deadline);

  private:
    Session(net::Stream stream, const Member& member, milliseconds wanted_timeout)
        : stream_(std::move(stream)),
          target_(to_string(member.endpoint)),
          digest_(member.digest),
          handshake_(wanted_timeout) {}

    static net::Task<Result<Session>> ask_for_one(net::Loop& loop, const Member& member,
                                                  milliseconds wanted_timeout, Monotonic deadline);
    template <class Answer>
    net::Task<Result<void>> ask(std::string request, Monotonic deadline);
    net::Task<Result<SessionEvent>> next_event(Monotonic deadline);

    net::Stream stream_;
    std::string target_;
    std::optional<net::Digest> digest_;
    SessionHandshake handshake_;
    SessionGranted granted_;
    std::array<char, 512> received_{};
    std::size_t begin_ = 0;  ///< of what was received and not yet interpreted
    std::size_t end_ = 0;
};

}  // namespace druidwatch::probes::zookeeper
