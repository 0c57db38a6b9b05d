#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/endpoint.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "net/digest.hpp"
#include "net/task.hpp"
#include "net/tls_files.hpp"

namespace druidwatch::net {

class Loop;
class ZooKeeperLife;

struct NodeData {
    std::string bytes;
    std::int64_t ephemeral_owner = 0;  ///< the session that holds the node; 0: not ephemeral

    bool operator==(const NodeData&) const = default;
};

struct ZooKeeperEvent {
    enum class Kind {
        connected,  ///< the session is (again) in use, its watches armed
        disconnected,
        expired,       ///< its watches are gone, a new session begins: read and watch again
        node_changed,  ///< the watch on `path` fired: read and watch again
    };
    Kind kind;
    std::string path;  ///< of node_changed
};

/// As whom, and in which way, to talk to the members.
struct ZooKeeperIdentity {
    std::optional<Digest> digest = {};
    std::optional<TlsFiles> tls = {};  ///< none: plain TCP
};

/// One session with an ensemble, for watches. It reconnects by itself, 50 ms to 2 s apart, and
/// begins anew when the session expired, by the server's word or by our own clock.
class ZooKeeperSession {
  public:
    /// How long it rests once a member did not take us as who we are.
    static constexpr milliseconds refused_pause{5min};

    /// `members`: names or addresses; `session_timeout`: the server may bargain.
    ZooKeeperSession(Loop& loop, std::vector<Endpoint> members, milliseconds session_timeout,
                     ZooKeeperIdentity identity = {});
    ~ZooKeeperSession();
    ZooKeeperSession(const ZooKeeperSession&) = delete;
    ZooKeeperSession& operator=(const ZooKeeperSession&) = delete;

    /// Nothing: no such node; with `watch`, its creation is watched then. Fails with timed_out,
    /// closed or reset (the session broke while asking), not_allowed, authentication, tls,
    /// too_large or protocol.
    Task<Result<std::optional<std::vector<std::string>>>> children(std::string path, bool watch,
                                                                   Monotonic deadline);
    Task<Result<std::optional<NodeData>>> get(std::string path, bool watch, Monotonic deadline);

    /// One listener; called from the loop, never within another call of this class.
    void on_event(std::function<void(const ZooKeeperEvent&)> listener);

    /// Members that it must not be on: it leaves such a one, and may be on none then.
    void avoid(std::vector<Endpoint> members);

    /// Why it rests: `authentication`, with the remedy.
    std::optional<Failure> refusal() const;

    /// What was wrong with the member that it tried last, where waiting alone mends nothing: tls,
    /// protocol, too_large. Nothing once a member granted a session.
    std::optional<Failure> trouble() const;

    bool connected() const;
    std::optional<Endpoint> connected_member() const;

    /// Zero while there is none.
    std::int64_t session_id() const;

  private:
    std::shared_ptr<ZooKeeperLife> life_;
};

}  // namespace druidwatch::net
