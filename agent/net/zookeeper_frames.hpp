#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace druidwatch::net {

/// What the C client and a member say to each other on one connection, let through in whole frames
/// only. The client believes every length and count that it reads, and takes every answer for that
/// to its oldest request: a watch event cut short is a SIGSEGV in it, an answer too many an assert
/// (3.8). So of a member passes only what answers a request that passed before, or is a watch
/// event, and holds all that the client will read, and nothing else. Bytes in, bytes out.
class ZooKeeperFrames {
  public:
    /// A longer frame is a failure: `too_large`. Members and their clients agree on 1 MiB unless
    /// their jute.maxbuffer was raised.
    static constexpr std::size_t frame_limit = 4 << 20;

    /// Both append to `passed` every frame that these bytes make whole, and keep the rest. Failures
    /// have a reason (protocol, too_large; unavailable: the session was denied) and an answer; the
    /// connection is of no use then.
    Result<void> from_client(std::string_view bytes, std::string& passed);
    Result<void> from_member(std::string_view bytes, std::string& passed);

    /// The member granted a session, and the client has not asked to end it.
    bool session_open() const { return open_; }

    /// A request to end it, for when the client can't ask any more.
    static std::string farewell();

  private:
    struct Request {
        std::int32_t xid;
        std::int32_t operation;
    };

    Result<void> note_request(std::string_view record);
    Result<void> note_greeting(std::string_view record);
    Result<void> check_grant(std::string_view record);
    Result<void> check_reply(std::string_view record);
    bool answers_out_of_turn(std::int32_t xid);

    std::string client_bytes_;
    std::string member_bytes_;
    std::deque<Request> asked_;              ///< and not answered; members keep the order
    std::vector<std::int32_t> out_of_turn_;  ///< likewise, those whose answers may overtake others
    bool greeted_ = false;
    bool resumes_ = false;   ///< the client asked for a session that it had
    bool answered_ = false;  ///< and the member told of a session, be it that it is over
    bool open_ = false;
};

}  // namespace druidwatch::net
