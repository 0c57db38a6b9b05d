#include "net/zookeeper_life.hpp"

#include <algorithm>
#include <utility>

#include "net/zookeeper_code.hpp"

namespace druidwatch::net {
using Kind = ZooKeeperEvent::Kind;

Task<void> ZooKeeperLife::live(std::shared_ptr<ZooKeeperLife> self) {
    auto& wheel = self->loop_.wheel();
    while (!self->ended_) {
        if (self->refusal_) {
            co_await wheel.sleep_until(self->loop_.in(ZooKeeperSession::refused_pause));
            self->refusal_.reset();
        }
        if (!self->handle_ && !self->open()) {
            co_await wheel.sleep_until(self->loop_.in(self->backoff_.next_pause()));
            continue;
        }
        const int code = co_await self->handle_->turn();
        self->deliver();
        if (self->ended_) co_return;
        if (self->refusal_ || self->outlived() || self->astray()) self->drop();
        if (self->connected_) {
            self->last_connected_ = self->loop_.now().mono;
        } else if (code != ZOK) {
            co_await wheel.sleep_until(self->loop_.in(self->backoff_.next_pause()));
        }
    }
}

// False where there is no member to be on, or no descriptor for it.
bool ZooKeeperLife::open() {
    const auto members = hosts_.choose();
    if (members.empty()) return false;
    auto handle = std::make_unique<ZooKeeperHandle>(loop_, members, session_timeout_, identity_);
    if (!handle->usable()) return false;
    handle_ = std::move(handle);
    last_connected_ = loop_.now().mono;
    had_session_ = false;
    expired_ = false;
    return true;
}

void ZooKeeperLife::deliver() {
    for (auto& happening : handle_->take_happenings()) {
        if (ended_) return;
        if (happening.path.empty()) {
            take_state(happening.state);
        } else {
            tell(Kind::node_changed, std::move(happening.path));
        }
    }
}

void ZooKeeperLife::take_state(int state) {
    if (state == ZOO_EXPIRED_SESSION_STATE) expired_ = true;
    if (state == ZOO_AUTH_FAILED_STATE) refused(zookeeper_code::auth_failed, "session");
    const bool now_connected = state == ZOO_CONNECTED_STATE;
    if (now_connected == std::exchange(connected_, now_connected)) return;
    if (!now_connected) {
        backoff_.disconnected(loop_.now().mono);
        return tell(Kind::disconnected);
    }
    had_session_ = true;
    last_trouble_.reset();
    backoff_.connected(loop_.now().mono);
    for (auto* waiter : awaiting_session_) waiter->wake();
    tell(Kind::connected);
}

void ZooKeeperLife::tell(Kind kind, std::string path) {
    if (const auto callback = listener_) callback({kind, std::move(path)});
}

// The server tells of an expired session only after it is reached again, so our own clock judges
// too.
bool ZooKeeperLife::outlived() const {
    if (expired_) return true;
    const auto silent = loop_.now().mono - last_connected_;
    return had_session_ && !connected_ && silent > handle_->agreed_timeout();
}

void ZooKeeperLife::drop() {
    last_trouble_ = trouble();
    handle_.reset();
    if (std::exchange(connected_, false)) tell(Kind::disconnected);
    if (std::exchange(had_session_, false)) tell(Kind::expired);
}

bool ZooKeeperLife::astray() const { return handle_ && hosts_.lead_astray(connected_member()); }

void ZooKeeperLife::avoid(std::vector<Endpoint> members) {
    hosts_.avoid(std::move(members));
    if (handle_ && astray()) handle_->interrupt();
}

// Every further attempt would be the same error once more, in the server's log, too.
void ZooKeeperLife::refused(int code, const std::string& attempted) {
    refusal_ = failure(Reason::authentication, attempted, words_of_zookeeper(code, digest(), {}));
    if (handle_) handle_->interrupt();
}

void ZooKeeperLife::end() {
    ended_ = true;
    listener_ = nullptr;
    task_.cancel();
}

Failure ZooKeeperLife::failure(Reason reason, const std::string& attempted,
                               std::string answer) const {
    const auto member = connected_member();
    return {reason, attempted, member ? to_string(*member) : hosts_.listed(), std::move(answer)};
}

std::optional<Endpoint> ZooKeeperLife::connected_member() const {
    return handle_ && connected_ ? handle_->connected_member() : std::nullopt;
}

std::optional<Failure> ZooKeeperLife::trouble() const {
    auto trouble = handle_ ? handle_->trouble() : std::nullopt;
    if (!trouble) return last_trouble_;
    const bool lasting = trouble->reason == Reason::tls || trouble->reason == Reason::protocol ||
                         trouble->reason == Reason::too_large;
    return lasting ? std::move(trouble) : std::nullopt;
}

Task<void> ZooKeeperLife::until_connected(Monotonic deadline) {
    if (connected_ || refusal_) co_return;
    Waiter session;
    awaiting_session_.push_back(&session);
    struct Leave {
        ZooKeeperLife& life;
        Waiter& waiter;
        ~Leave() { std::erase(life.awaiting_session_, &waiter); }
    } const leave{*this, session};
    const Alarm alarm(loop_.wheel(), deadline, [&session] { session.wake(); });
    co_await session.wait();
}

Failure ZooKeeperLife::failed(int code, const std::string& path) {
    const auto attempted = "read " + path;
    const auto reason = reason_of_zookeeper(code);
    if (reason == Reason::authentication) {
        refused(code, attempted);
        return *refusal_;
    }
    // The client only knows that the connection is gone; the gate knows why.
    auto trouble = reason == Reason::closed && handle_ ? handle_->trouble() : std::nullopt;
    if (trouble) {
        trouble->attempted = attempted;
        return std::move(*trouble);
    }
    return failure(reason, attempted, words_of_zookeeper(code, digest(), path));
}

}  // namespace druidwatch::net
