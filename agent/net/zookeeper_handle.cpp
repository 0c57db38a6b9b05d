#include "net/zookeeper_handle.hpp"

#include <cerrno>
#include <chrono>
#include <mutex>
#include <utility>

#include <boost/asio/ip/tcp.hpp>
#include <sys/socket.h>

#include "net/loop.hpp"

namespace druidwatch::net {
namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

constexpr int connecting_part = 3;  // of a session's timeout, as the client itself has it

using Reply = std::shared_ptr<ZooKeeperReply>;

// The client carries a reply as a pointer to a share in it, and every completion takes that back.
// When the handle is being closed this happens on a helper thread, so only a reply that is still
// awaited may be touched: one that was given up is arrived already.
Reply taken_back(const void* share) {
    const std::unique_ptr<const Reply> owned(static_cast<const Reply*>(share));
    return *owned;
}

void on_children(int code, const String_vector* names, const void* share) {
    const auto reply = taken_back(share);
    if (reply->arrived) return;
    if (code == ZOK) reply->names.assign(names->data, names->data + names->count);
    reply->arrive(code);
}

void on_data(int code, const char* bytes, int size, const Stat* stat, const void* share) {
    const auto reply = taken_back(share);
    if (reply->arrived) return;
    if (code == ZOK) {
        if (size > 0) reply->node.bytes.assign(bytes, static_cast<std::size_t>(size));
        reply->node.ephemeral_owner = stat->ephemeralOwner;
    }
    reply->arrive(code);
}

void on_exists(int code, const Stat*, const void* share) {
    const auto reply = taken_back(share);
    if (!reply->arrived) reply->arrive(code);
}

// The single-threaded client formats its log lines in one static buffer, and a handle that is being
// closed would do so on another thread than the rest.
zhandle_t* open_quietly(const std::string& hosts, watcher_fn watcher, milliseconds timeout,
                        void* context) {
    static std::once_flag silenced;
    std::call_once(silenced, [] { zoo_set_debug_level(static_cast<ZooLogLevel>(0)); });
    return zookeeper_init2(hosts.c_str(), watcher, static_cast<int>(timeout.count()), nullptr,
                           context, ZOO_NO_LOG_CLIENTENV, [](const char*) {});
}

ZooKeeperHandle* owner_of(zhandle_t* handle) {
    return static_cast<ZooKeeperHandle*>(const_cast<void*>(zoo_get_context(handle)));
}

}  // namespace

struct ZooKeeperHandle::Turn {
    Waiter waiter;
    int events = 0;
};

ZooKeeperHandle::ZooKeeperHandle(Loop& loop, const std::vector<Endpoint>& members,
                                 milliseconds session_timeout, const ZooKeeperIdentity& identity)
    : loop_(loop),
      gate_(loop, members, identity.tls ? &*identity.tls : nullptr,
            session_timeout / connecting_part),
      handle_(
          open_quietly(gate_.hosts(), &ZooKeeperHandle::session_changed, session_timeout, this)),
      socket_(loop.context()) {
    if (!handle_) return;
    // Else it looks up its hosts, which are addresses, at every turn.
    zoo_set_servers_resolution_delay(handle_, -1);
    if (identity.digest) {
        const auto certificate = identity.digest->user + ":" + identity.digest->password;
        zoo_add_auth(handle_, "digest", certificate.data(), static_cast<int>(certificate.size()),
                     nullptr, nullptr);
    }
}

ZooKeeperHandle::~ZooKeeperHandle() {
    for (const auto& weak : replies_) {
        const auto reply = weak.lock();
        if (reply && !reply->arrived) reply->arrive(ZCLOSING);
    }
    if (!handle_) return;
    zoo_set_context(handle_, nullptr);
    loop_.background().run(Background::Ending::must_finish,
                           [handle = handle_] { zookeeper_close(handle); });
}

Task<int> ZooKeeperHandle::turn() {
    if (!handle_) co_return ZSYSTEMERROR;
    int fd = -1;
    int interest = 0;
    timeval patience{};
    const int interested = zookeeper_interest(handle_, &fd, &interest, &patience);
    open_gate(fd);
    if (interested != ZOK || fd < 0) {
        // Completions of what was lost with the connection are delivered by process only.
        zookeeper_process(handle_, 0);
        co_return interested == ZOK ? ZCONNECTIONLOSS : interested;
    }

    // Assigned and released each turn: the client closes its socket when it likes, and the next one
    // may have the same number.
    struct Borrowed {
        asio::posix::stream_descriptor& socket;
        ~Borrowed() {
            if (socket.is_open()) socket.release();
        }
    };
    const auto turn = std::make_shared<Turn>();
    {
        boost::system::error_code error;
        socket_.assign(fd, error);
        if (error) co_return ZSYSTEMERROR;
        const Borrowed borrowed{socket_};
        const auto wait = [&](asio::posix::descriptor_base::wait_type what, int event) {
            if (!(interest & event)) return;
            socket_.async_wait(what, [turn, event](const auto& released) {
                if (released) return;
                turn->events |= event;
                turn->waiter.wake();
            });
        };
        wait(asio::posix::descriptor_base::wait_read, ZOOKEEPER_READ);
        wait(asio::posix::descriptor_base::wait_write, ZOOKEEPER_WRITE);
        const auto until = std::chrono::seconds(patience.tv_sec) +
                           std::chrono::microseconds(patience.tv_usec) + loop_.now().mono;
        const Alarm alarm(loop_.wheel(), until, [turn] { turn->waiter.wake(); });
        turn_ = turn;
        co_await turn->waiter.wait();
    }
    co_return zookeeper_process(handle_, turn->events);
}

Reply ZooKeeperHandle::request(Question question, const std::string& path, bool watch) {
    auto reply = std::make_shared<ZooKeeperReply>();
    auto share = std::make_unique<Reply>(reply);
    const watcher_fn watcher = watch ? &ZooKeeperHandle::watch_fired : nullptr;
    int code = ZSYSTEMERROR;
    switch (question) {
        case Question::children:
            code = zoo_awget_children(handle_, path.c_str(), watcher, nullptr, on_children,
                                      share.get());
            break;
        case Question::data:
            code = zoo_awget(handle_, path.c_str(), watcher, nullptr, on_data, share.get());
            break;
        case Question::exists:
            code = zoo_awexists(handle_, path.c_str(), watcher, nullptr, on_exists, share.get());
            break;
    }
    if (code != ZOK) {
        reply->arrive(code);
        return reply;
    }
    share.release();  // the completion takes it back
    std::erase_if(replies_, [](const auto& weak) { return weak.expired(); });
    replies_.push_back(reply);
    interrupt();  // the client must be asked anew what it waits for
    return reply;
}

void ZooKeeperHandle::interrupt() {
    if (const auto turn = turn_.lock()) turn->waiter.wake();
}

// The client connects within a turn of the loop, the gate accepts in a later one.
void ZooKeeperHandle::open_gate(int fd) {
    tcp::endpoint client;
    auto size = static_cast<socklen_t>(client.capacity());
    if (fd >= 0 && getsockname(fd, client.data(), &size) == 0) gate_.admit(client);
}

std::optional<Endpoint> ZooKeeperHandle::connected_member() const {
    tcp::endpoint door;
    auto size = static_cast<socklen_t>(door.capacity());
    if (!handle_ || !zookeeper_get_connected_host(handle_, door.data(), &size)) return {};
    return gate_.member_at(door);
}

std::int64_t ZooKeeperHandle::session_id() const {
    return handle_ ? zoo_client_id(handle_)->client_id : 0;
}

milliseconds ZooKeeperHandle::agreed_timeout() const {
    return milliseconds(handle_ ? zoo_recv_timeout(handle_) : 0);
}

void ZooKeeperHandle::session_changed(zhandle_t* handle, int type, int state, const char*, void*) {
    if (auto* self = owner_of(handle); self && type == ZOO_SESSION_EVENT) {
        self->happenings_.push_back({state, {}});
    }
}

// A watch is also told of the session's states; the session's own watcher tells those.
void ZooKeeperHandle::watch_fired(zhandle_t* handle, int type, int, const char* path, void*) {
    if (auto* self = owner_of(handle); self && type != ZOO_SESSION_EVENT && path) {
        self->happenings_.push_back({0, path});
    }
}

}  // namespace druidwatch::net
