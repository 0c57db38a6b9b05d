#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "base/result.hpp"
#include "base/time.hpp"
#include "net/digest.hpp"

namespace druidwatch::probes::zookeeper {

/// The member granted a session: unless it is read-only, a write that a quorum committed.
struct SessionGranted {
    std::int64_t id = 0;
    milliseconds timeout{0};  ///< as negotiated; the server may have changed what was asked for
    bool read_only = false;
};

/// The answer to a ping. `zxid` is the member's last, told without a line in its log.
struct Pong {
    std::uint64_t zxid = 0;
};

/// The answer to the request to close.
struct SessionClosed {};

/// The answer to a request to authenticate.
struct Authenticated {};

/// The answer to any of our requests that is an error; `code` is ZooKeeper's own, never 0.
struct RequestRefused {
    std::int32_t code = 0;
};

/// A frame that was none of ours to expect; it was skipped.
struct FrameSkipped {};

using SessionEvent =
    std::variant<SessionGranted, Authenticated, Pong, SessionClosed, RequestRefused, FrameSkipped>;

/// ZooKeeper's client protocol as far as a session needs it: open, authenticate, keep, close. Bytes
/// in, events out; whoever has the connection sends what `*_request` returns and feeds what it
/// receives.
class SessionHandshake {
  public:
    /// A longer frame is a failure: `too_large`.
    static constexpr std::uint32_t frame_limit = 1 << 20;

    explicit SessionHandshake(milliseconds wanted_timeout) : wanted_timeout_(wanted_timeout) {}

    /// 49 bytes: a new session, on a read-only member, too, which says so in its answer.
    std::string open_request() const;
    /// In the scheme `digest`. The server never says that the password is wrong.
    static std::string auth_request(const net::Digest& digest);
    /// 12 bytes each.
    static std::string ping_request();
    static std::string close_request();

    /// Takes bytes off the front of `bytes` up to the end of the next frame; nothing when there
    /// is not yet a whole one. Fails when the peer does not speak the protocol or denies the
    /// session; the connection is of no use then.
    Result<std::optional<SessionEvent>> receive(std::string_view& bytes);

  private:
    Result<SessionEvent> interpret() const;

    milliseconds wanted_timeout_;
    std::optional<milliseconds> granted_timeout_;
    std::string frame_;          ///< length prefix and the head of the frame at hand
    std::uint32_t skipped_ = 0;  ///< bytes of it that were not kept
};

}  // namespace druidwatch::probes::zookeeper
