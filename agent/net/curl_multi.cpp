#include "net/curl_multi.hpp"

#include <utility>

#include <boost/asio/posix/stream_descriptor.hpp>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "net/loop.hpp"

namespace druidwatch::net {
namespace asio = boost::asio;

struct CurlMulti::Socket {
    CurlMulti& multi;
    std::string origin;
    asio::posix::stream_descriptor descriptor;
    int wanted = 0;  // CURL_POLL_IN, CURL_POLL_OUT, both, or 0: idle
    bool reading = false;
    bool writing = false;
    std::optional<Alarm> look_again;
};

CurlMulti::CurlMulti(Loop& loop, std::size_t kept_connections,
                     std::function<void(const std::string&)> on_idle_closed)
    : loop_(loop), on_idle_closed_(std::move(on_idle_closed)), multi_(curl_multi_init()) {
    curl_multi_setopt(multi_, CURLMOPT_SOCKETFUNCTION, &CurlMulti::socket_wanted);
    curl_multi_setopt(multi_, CURLMOPT_SOCKETDATA, this);
    curl_multi_setopt(multi_, CURLMOPT_TIMERFUNCTION, &CurlMulti::timer_wanted);
    curl_multi_setopt(multi_, CURLMOPT_TIMERDATA, this);
    // By default four connections are kept for each handle that is busy: too few for pooled ones.
    curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS, static_cast<long>(kept_connections));
}

CurlMulti::~CurlMulti() {
    for (const auto& [easy, opening] : running_) curl_multi_remove_handle(multi_, easy);
    curl_multi_cleanup(multi_);
}

void CurlMulti::start(CurlTransfer& transfer, const std::string& origin) {
    auto& opening = running_[transfer.easy()];
    opening = {this, &origin};
    curl_easy_setopt(transfer.easy(), CURLOPT_OPENSOCKETFUNCTION, &CurlMulti::open_socket);
    curl_easy_setopt(transfer.easy(), CURLOPT_OPENSOCKETDATA, &opening);
    curl_easy_setopt(transfer.easy(), CURLOPT_CLOSESOCKETFUNCTION, &CurlMulti::close_socket);
    curl_easy_setopt(transfer.easy(), CURLOPT_CLOSESOCKETDATA, this);
    curl_multi_add_handle(multi_, transfer.easy());
}

void CurlMulti::abandon(CurlTransfer& transfer) {
    const auto running = running_.extract(transfer.easy());
    if (!running) return;
    curl_multi_remove_handle(multi_, transfer.easy());
    release_all(running.mapped());
}

// Up to 8.1 libcurl closes a socket that is still connecting without a word (cf_socket_close in its
// lib/cf-socket.c). Its number may belong to anybody since, so we must not close it again.
void CurlMulti::release(curl_socket_t fd) {
    const auto found = sockets_.find(fd);
    if (found == sockets_.end()) return;
    found->second->descriptor.release();
    sockets_.erase(found);
}

/// Of a transfer that failed: its connection is kept no more.
void CurlMulti::release_all(const Opening& opening) {
    for (const auto& weak : opening.opened) {
        // Whatever was closed with a word is gone.
        if (const auto left = weak.lock()) release(left->descriptor.native_handle());
    }
}

curl_socket_t CurlMulti::open_socket(void* opening, curlsocktype, curl_sockaddr* address) {
    auto& [multi, origin, opened] = *static_cast<Opening*>(opening);
    const int fd = ::socket(address->family, address->socktype | SOCK_CLOEXEC | SOCK_NONBLOCK,
                            address->protocol);
    if (fd < 0) return CURL_SOCKET_BAD;
    multi->release(fd);  // given out again, so it was closed
    auto socket = std::make_shared<Socket>(*multi, *origin,
                                           asio::posix::stream_descriptor(multi->loop_.context()));
    boost::system::error_code error;
    socket->descriptor.assign(fd, error);
    if (error) {
        ::close(fd);
        return CURL_SOCKET_BAD;
    }
    opened.push_back(socket);
    multi->sockets_[fd] = std::move(socket);
    return fd;
}

int CurlMulti::close_socket(void* self, curl_socket_t fd) {
    static_cast<CurlMulti*>(self)->sockets_.erase(fd);  // the descriptor closes what it owns
    return 0;
}

int CurlMulti::socket_wanted(CURL*, curl_socket_t fd, int what, void* self, void*) {
    auto& multi = *static_cast<CurlMulti*>(self);
    const auto found = multi.sockets_.find(fd);
    if (found == multi.sockets_.end()) return 0;
    found->second->wanted = what == CURL_POLL_REMOVE ? 0 : what;
    found->second->look_again.reset();
    multi.wait(found->second);
    return 0;
}

int CurlMulti::timer_wanted(CURLM*, long timeout_ms, void* self) {
    auto& multi = *static_cast<CurlMulti*>(self);
    multi.timer_.reset();
    const auto due = [weak = multi.weak_from_this()] {
        if (const auto alive = weak.lock()) alive->act(CURL_SOCKET_TIMEOUT, 0);
    };
    if (timeout_ms == 0) {
        multi.loop_.post(due);  // a new transfer begins at once, not a slot later
    } else if (timeout_ms > 0) {
        multi.timer_.emplace(multi.loop_.wheel(), multi.loop_.in(milliseconds(timeout_ms)), due);
    }
    return 0;
}

// An idle socket is read-waited too: that is the tripwire.
void CurlMulti::wait(const std::shared_ptr<Socket>& socket) {
    const auto on = [&](asio::posix::descriptor_base::wait_type type, bool& waiting, int events) {
        waiting = true;
        socket->descriptor.async_wait(
            type, [weak = std::weak_ptr(socket), &waiting, events](const auto& error) {
                const auto alive = weak.lock();  // `waiting` lives within it
                if (!alive || error) return;
                waiting = false;
                alive->multi.ready(alive, events);
            });
    };
    const bool idle = socket->wanted == 0;
    if ((idle || (socket->wanted & CURL_POLL_IN)) && !socket->reading) {
        on(asio::posix::descriptor_base::wait_read, socket->reading, CURL_CSELECT_IN);
    }
    if ((socket->wanted & CURL_POLL_OUT) && !socket->writing) {
        on(asio::posix::descriptor_base::wait_write, socket->writing, CURL_CSELECT_OUT);
    }
}

void CurlMulti::ready(const std::shared_ptr<Socket>& socket, int events) {
    const auto fd = socket->descriptor.native_handle();
    const int interest = events == CURL_CSELECT_IN ? CURL_POLL_IN : CURL_POLL_OUT;
    if (socket->wanted & interest) {
        const auto alive = shared_from_this();
        act(fd, events);
        const auto found = sockets_.find(fd);
        if (found != sockets_.end() && found->second == socket) wait(socket);
    } else if (socket->wanted == 0 && events == CURL_CSELECT_IN) {
        look_at_idle(socket);
    }
}

// Bytes alone are no loss: TLS sends its session tickets when it likes. The end behind them is.
void CurlMulti::look_at_idle(const std::shared_ptr<Socket>& socket) {
    pollfd state{socket->descriptor.native_handle(), POLLIN | POLLRDHUP, 0};
    if (::poll(&state, 1, 0) < 0 || state.revents == 0) {
        wait(socket);
    } else if (state.revents & (POLLRDHUP | POLLHUP | POLLERR)) {
        const auto alive = shared_from_this();
        const auto origin = socket->origin;
        on_idle_closed_(origin);
    } else {
        // A wait would return at once as long as the bytes lie there.
        socket->look_again.emplace(loop_.wheel(), loop_.in(250ms), [weak = std::weak_ptr(socket)] {
            if (const auto alive = weak.lock()) alive->multi.look_at_idle(alive);
        });
    }
}

void CurlMulti::act(curl_socket_t fd, int events) {
    int running = 0;
    curl_multi_socket_action(multi_, fd, events, &running);
    collect_finished();
}

void CurlMulti::collect_finished() {
    int left = 0;
    while (const auto* message = curl_multi_info_read(multi_, &left)) {
        if (message->msg != CURLMSG_DONE) continue;
        CURL* const easy = message->easy_handle;
        const CURLcode code = message->data.result;
        void* transfer = nullptr;
        curl_easy_getinfo(easy, CURLINFO_PRIVATE, &transfer);
        curl_multi_remove_handle(multi_, easy);
        const auto running = running_.extract(easy);
        if (code != CURLE_OK && running) release_all(running.mapped());
        static_cast<CurlTransfer*>(transfer)->finish(code);
    }
}

}  // namespace druidwatch::net
