#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/posix/stream_descriptor.hpp>
#include <zookeeper/zookeeper.h>

#include "net/waiter.hpp"
#include "net/zookeeper_gate.hpp"
#include "net/zookeeper_session.hpp"

namespace druidwatch::net {

/// The answer to one request. Filled by the client's completion, perhaps after nobody waits any
/// more.
struct ZooKeeperReply {
    Waiter waiter;
    bool arrived = false;
    int code = ZOK;
    std::vector<std::string> names;
    NodeData node;

    void arrive(int its_code) {
        arrived = true;
        code = its_code;
        waiter.wake();
    }
};

/// One handle of the C client on the loop, behind a gate of its own: one session at most. All of it
/// happens in `turn`.
class ZooKeeperHandle {
  public:
    enum class Question { children, data, exists };

    /// What the client told in the last turn: a state of the session, or the path of a fired watch.
    struct Happening {
        int state;
        std::string path;
    };

    ZooKeeperHandle(Loop& loop, const std::vector<Endpoint>& members, milliseconds session_timeout,
                    const ZooKeeperIdentity& identity);

    /// Ends the session, and closes the client on a helper thread, where it may block over it.
    /// Requests on their way fail with ZCLOSING.
    ~ZooKeeperHandle();
    ZooKeeperHandle(const ZooKeeperHandle&) = delete;
    ZooKeeperHandle& operator=(const ZooKeeperHandle&) = delete;

    /// Else there was no descriptor left, and nothing will ever come of it.
    bool usable() const { return handle_ != nullptr; }

    /// Waits until the client has something to do, or one of the two below was called, and lets it
    /// do it.
    /// Any code but ZOK: it is not connected and should not try again at once.
    Task<int> turn();

    std::vector<Happening> take_happenings() { return std::exchange(happenings_, {}); }

    std::shared_ptr<ZooKeeperReply> request(Question question, const std::string& path, bool watch);

    /// Ends the turn that is waited for.
    void interrupt();

    std::optional<Endpoint> connected_member() const;

    /// As of the gate: why the last connection to a member failed.
    const std::optional<Failure>& trouble() const { return gate_.trouble(); }

    std::int64_t session_id() const;
    milliseconds agreed_timeout() const;

  private:
    struct Turn;

    static void session_changed(zhandle_t* handle, int type, int state, const char*, void*);
    static void watch_fired(zhandle_t* handle, int type, int, const char* path, void*);

    void open_gate(int fd);

    Loop& loop_;
    ZooKeeperGate gate_;
    zhandle_t* handle_;
    boost::asio::posix::stream_descriptor socket_;  // borrowed from the client: released each turn
    std::weak_ptr<Turn> turn_;
    std::vector<Happening> happenings_;
    std::vector<std::weak_ptr<ZooKeeperReply>> replies_;
};

}  // namespace druidwatch::net
