#pragma once

#include <string>

#include "base/result.hpp"
#include "net/digest.hpp"

namespace druidwatch::net {

/// ZooKeeper's error codes, as its protocol and the C client number them.
namespace zookeeper_code {
inline constexpr int no_auth = -102;      ///< the node's ACL does not let us
inline constexpr int auth_failed = -115;  ///< the server has no such scheme
/// The first request of a session without the authentication that the server enforces, be it a
/// ping; the session is over. Named after SASL, and meant for any scheme since 3.7.
inline constexpr int session_closed_require_auth = -124;
}  // namespace zookeeper_code

Reason reason_of_zookeeper(int code);

/// What the code means, and where a person can change it, what to do. `digest`: null where we have
/// none; `path`: empty where the request was about no node.
std::string words_of_zookeeper(int code, const Digest* digest, const std::string& path);

}  // namespace druidwatch::net
