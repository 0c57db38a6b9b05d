#include "net/zookeeper_session.hpp"

#include <utility>

#include "net/backoff.hpp"
#include "net/loop.hpp"
#include "net/reason_of.hpp"
#include "net/zookeeper_code.hpp"
#include "net/zookeeper_handle.hpp"
#include "net/zookeeper_hosts.hpp"

namespace druidwatch::net {
using Kind = ZooKeeperEvent::Kind;
using Question = ZooKeeperHandle::Question;

namespace {

constexpr milliseconds first_pause{50};
constexpr milliseconds longest_pause{2000};

}  // namespace

class ZooKeeperSession::Impl {
  public:
    Impl(Loop& loop, std::vector<Endpoint> members, milliseconds session_timeout,
         std::optional<Digest> digest)
        : loop_(loop),
          hosts_(std::move(members)),
          session_timeout_(session_timeout),
          digest_(std::move(digest)) {}

    static void begin(std::shared_ptr<Impl> self) { self->life_ = self->loop_.start(live(self)); }
    void end();

    Task<Result<std::shared_ptr<ZooKeeperReply>>> ask(Question question, std::string path,
                                                      bool watch, Monotonic deadline);
    Task<Result<std::shared_ptr<ZooKeeperReply>>> ask_or_await_creation(Question question,
                                                                        std::string path,
                                                                        bool watch,
                                                                        Monotonic deadline);
    void avoid(std::vector<Endpoint> members);
    bool connected() const { return connected_; }
    std::optional<Endpoint> connected_member() const;
    const std::optional<Failure>& refusal() const { return refusal_; }
    std::int64_t session_id() const { return handle_ && had_session_ ? handle_->session_id() : 0; }

    std::function<void(const ZooKeeperEvent&)> listener;

  private:
    static Task<void> live(std::shared_ptr<Impl> self);

    bool open();
    void deliver();
    void take_state(int state);
    void tell(Kind kind, std::string path = {});
    bool outlived() const;
    bool astray() const;
    void drop();
    void refused(int code, const std::string& attempted);
    Failure failure(Reason reason, const std::string& path, std::string answer) const;

    Loop& loop_;
    ZooKeeperHosts hosts_;
    milliseconds session_timeout_;
    std::optional<Digest> digest_;
    std::unique_ptr<ZooKeeperHandle> handle_;
    std::vector<Waiter*> awaiting_session_;
    TaskHandle life_;
    Monotonic last_connected_;  // or when the handle was made
    Backoff backoff_{first_pause, longest_pause};
    std::optional<Failure> refusal_;
    bool connected_ = false;
    bool had_session_ = false;
    bool expired_ = false;
    bool ended_ = false;
};

Task<void> ZooKeeperSession::Impl::live(std::shared_ptr<Impl> self) {
    auto& wheel = self->loop_.wheel();
    while (!self->ended_) {
        if (self->refusal_) {
            co_await wheel.sleep_until(self->loop_.in(refused_pause));
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

// The members that are known by an address now; false if none is.
bool ZooKeeperSession::Impl::open() {
    const auto hosts = hosts_.look_up(loop_.resolver());
    if (hosts.empty()) return false;
    handle_ = std::make_unique<ZooKeeperHandle>(loop_, hosts, session_timeout_, digest_);
    last_connected_ = loop_.now().mono;
    had_session_ = false;
    expired_ = false;
    return true;
}

void ZooKeeperSession::Impl::deliver() {
    for (auto& happening : handle_->take_happenings()) {
        if (ended_) return;
        if (happening.path.empty()) {
            take_state(happening.state);
        } else {
            tell(Kind::node_changed, std::move(happening.path));
        }
    }
}

void ZooKeeperSession::Impl::take_state(int state) {
    if (state == ZOO_EXPIRED_SESSION_STATE) expired_ = true;
    if (state == ZOO_AUTH_FAILED_STATE) refused(zookeeper_code::auth_failed, "session");
    const bool now_connected = state == ZOO_CONNECTED_STATE;
    if (now_connected == std::exchange(connected_, now_connected)) return;
    if (!now_connected) {
        backoff_.disconnected(loop_.now().mono);
        return tell(Kind::disconnected);
    }
    had_session_ = true;
    backoff_.connected(loop_.now().mono);
    for (auto* waiter : awaiting_session_) waiter->wake();
    tell(Kind::connected);
}

void ZooKeeperSession::Impl::tell(Kind kind, std::string path) {
    if (const auto callback = listener) callback({kind, std::move(path)});
}

// The server tells of an expired session only after it is reached again, so our own clock judges
// too. A handle that never had one is renewed for the sake of newly looked-up addresses.
bool ZooKeeperSession::Impl::outlived() const {
    if (expired_) return true;
    const auto allowed = had_session_ ? handle_->agreed_timeout() : session_timeout_;
    return !connected_ && loop_.now().mono - last_connected_ > allowed;
}

void ZooKeeperSession::Impl::drop() {
    handle_.reset();
    if (std::exchange(connected_, false)) tell(Kind::disconnected);
    if (std::exchange(had_session_, false)) tell(Kind::expired);
}

bool ZooKeeperSession::Impl::astray() const {
    return handle_ && hosts_.lead_astray(connected_ ? handle_->connected_to() : std::nullopt);
}

void ZooKeeperSession::Impl::avoid(std::vector<Endpoint> members) {
    hosts_.avoid(std::move(members));
    if (handle_ && astray()) handle_->interrupt();
}

// Every further attempt would be the same error once more, in the server's log, too.
void ZooKeeperSession::Impl::refused(int code, const std::string& attempted) {
    const auto* digest = digest_ ? &*digest_ : nullptr;
    refusal_ = failure(Reason::authentication, attempted, words_of_zookeeper(code, digest, {}));
    if (handle_) handle_->interrupt();
}

void ZooKeeperSession::Impl::end() {
    ended_ = true;
    listener = nullptr;
    life_.cancel();
}

Failure ZooKeeperSession::Impl::failure(Reason reason, const std::string& attempted,
                                        std::string answer) const {
    const auto member = connected_member();
    return {reason, attempted, member ? to_string(*member) : hosts_.listed(), std::move(answer)};
}

std::optional<Endpoint> ZooKeeperSession::Impl::connected_member() const {
    const auto peer = handle_ && connected_ ? handle_->connected_to() : std::nullopt;
    return peer ? hosts_.member_at(*peer) : std::nullopt;
}

Task<Result<std::shared_ptr<ZooKeeperReply>>> ZooKeeperSession::Impl::ask(Question question,
                                                                          std::string path,
                                                                          bool watch,
                                                                          Monotonic deadline) {
    const auto begun = loop_.now().mono;
    const auto attempted = "read " + path;
    if (!connected_ && !refusal_) {
        Waiter session;
        awaiting_session_.push_back(&session);
        struct Leave {
            Impl& impl;
            Waiter& waiter;
            ~Leave() { std::erase(impl.awaiting_session_, &waiter); }
        } const leave{*this, session};
        const Alarm alarm(loop_.wheel(), deadline, [&session] { session.wake(); });
        co_await session.wait();
    }
    if (refusal_) co_return std::unexpected(*refusal_);
    if (!connected_) {
        co_return std::unexpected(failure(Reason::timed_out, attempted,
                                          "no session after " + human(loop_.now().mono - begun)));
    }
    auto reply = handle_->request(question, path, watch);
    const Alarm alarm(loop_.wheel(), deadline, [reply] { reply->waiter.wake(); });
    co_await reply->waiter.wait();
    if (!reply->arrived) {
        co_return std::unexpected(
            failure(Reason::timed_out, attempted, words_of_timeout(deadline - begun)));
    }
    if (reply->code == ZOK || reply->code == ZNONODE) co_return std::move(reply);
    const auto reason = reason_of_zookeeper(reply->code);
    if (reason == Reason::authentication) {
        refused(reply->code, attempted);
        co_return std::unexpected(*refusal_);
    }
    const auto* digest = digest_ ? &*digest_ : nullptr;
    co_return std::unexpected(
        failure(reason, attempted, words_of_zookeeper(reply->code, digest, path)));
}

// A read leaves no watch on a node that is not there: that takes a watch on its existence.
Task<Result<std::shared_ptr<ZooKeeperReply>>> ZooKeeperSession::Impl::ask_or_await_creation(
    Question question, std::string path, bool watch, Monotonic deadline) {
    for (;;) {
        auto reply = co_await ask(question, path, watch, deadline);
        if (!reply || !watch || (*reply)->code != ZNONODE) co_return std::move(reply);
        auto exists = co_await ask(Question::exists, path, true, deadline);
        if (!exists || (*exists)->code == ZNONODE) co_return std::move(exists);
    }
}

ZooKeeperSession::ZooKeeperSession(Loop& loop, std::vector<Endpoint> members,
                                   milliseconds session_timeout, std::optional<Digest> digest)
    : impl_(std::make_shared<Impl>(loop, std::move(members), session_timeout, std::move(digest))) {
    Impl::begin(impl_);
}

ZooKeeperSession::~ZooKeeperSession() { impl_->end(); }

Task<Result<std::optional<std::vector<std::string>>>> ZooKeeperSession::children(
    std::string path, bool watch, Monotonic deadline) {
    const auto impl = impl_;
    auto reply =
        co_await impl->ask_or_await_creation(Question::children, std::move(path), watch, deadline);
    if (!reply) co_return std::unexpected(std::move(reply.error()));
    std::optional<std::vector<std::string>> names;
    if ((*reply)->code == ZOK) names = std::move((*reply)->names);
    co_return names;
}

Task<Result<std::optional<NodeData>>> ZooKeeperSession::get(std::string path, bool watch,
                                                            Monotonic deadline) {
    const auto impl = impl_;
    auto reply =
        co_await impl->ask_or_await_creation(Question::data, std::move(path), watch, deadline);
    if (!reply) co_return std::unexpected(std::move(reply.error()));
    std::optional<NodeData> node;
    if ((*reply)->code == ZOK) node = std::move((*reply)->node);
    co_return node;
}

void ZooKeeperSession::on_event(std::function<void(const ZooKeeperEvent&)> listener) {
    impl_->listener = std::move(listener);
}

void ZooKeeperSession::avoid(std::vector<Endpoint> members) { impl_->avoid(std::move(members)); }

std::optional<Failure> ZooKeeperSession::refusal() const { return impl_->refusal(); }

bool ZooKeeperSession::connected() const { return impl_->connected(); }

std::optional<Endpoint> ZooKeeperSession::connected_member() const {
    return impl_->connected_member();
}

std::int64_t ZooKeeperSession::session_id() const { return impl_->session_id(); }

}  // namespace druidwatch::net
