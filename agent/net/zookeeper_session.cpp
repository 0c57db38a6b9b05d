#include "net/zookeeper_session.hpp"

#include <algorithm>
#include <utility>

#include "net/loop.hpp"
#include "net/reason_of.hpp"
#include "net/zookeeper_handle.hpp"

namespace druidwatch::net {
namespace asio = boost::asio;
using Kind = ZooKeeperEvent::Kind;
using Question = ZooKeeperHandle::Question;

namespace {

constexpr milliseconds first_pause{50};
constexpr milliseconds longest_pause{2000};

Reason reason_of_code(int code) {
    switch (code) {
        case ZOPERATIONTIMEOUT:
            return Reason::timed_out;
        case ZNOAUTH:
            return Reason::not_allowed;
        case ZAUTHFAILED:
            return Reason::authentication;
        case ZCONNECTIONLOSS:
        case ZSESSIONEXPIRED:
        case ZSESSIONMOVED:
        case ZINVALIDSTATE:
        case ZCLOSING:
            return Reason::closed;
        default:
            return Reason::protocol;
    }
}

std::string listed(const std::vector<Endpoint>& members) {
    std::string list;
    for (const auto& member : members) list += (list.empty() ? "" : ",") + to_string(member);
    return list;
}

}  // namespace

class ZooKeeperSession::Impl {
  public:
    Impl(Loop& loop, std::vector<Endpoint> members, milliseconds session_timeout,
         std::optional<Digest> digest)
        : loop_(loop),
          members_(std::move(members)),
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
    bool connected() const { return connected_; }
    std::optional<Endpoint> connected_member() const;
    std::int64_t session_id() const { return handle_ && had_session_ ? handle_->session_id() : 0; }

    std::function<void(const ZooKeeperEvent&)> listener;

  private:
    static Task<void> live(std::shared_ptr<Impl> self);

    bool open();
    void deliver();
    void take_state(int state);
    void tell(Kind kind, std::string path = {});
    bool outlived() const;
    void drop();
    milliseconds next_pause();
    Failure failure(Reason reason, const std::string& path, std::string answer) const;

    Loop& loop_;
    std::vector<Endpoint> members_;
    milliseconds session_timeout_;
    std::optional<Digest> digest_;
    std::unique_ptr<ZooKeeperHandle> handle_;
    std::vector<std::pair<asio::ip::tcp::endpoint, Endpoint>> addresses_;
    std::vector<Waiter*> awaiting_session_;
    TaskHandle life_;
    Monotonic last_connected_;  // or when the handle was made
    milliseconds pause_ = first_pause;
    bool connected_ = false;
    bool had_session_ = false;
    bool expired_ = false;
    bool ended_ = false;
};

Task<void> ZooKeeperSession::Impl::live(std::shared_ptr<Impl> self) {
    while (!self->ended_) {
        if (!self->handle_ && !self->open()) {
            co_await self->loop_.wheel().sleep_until(self->loop_.in(self->next_pause()));
            continue;
        }
        const int code = co_await self->handle_->turn();
        self->deliver();
        if (self->ended_) co_return;
        if (self->outlived()) self->drop();
        if (self->connected_) {
            self->last_connected_ = self->loop_.now().mono;
        } else if (code != ZOK) {
            co_await self->loop_.wheel().sleep_until(self->loop_.in(self->next_pause()));
        }
    }
}

// The members that are known by an address now; false if none is.
bool ZooKeeperSession::Impl::open() {
    addresses_.clear();
    std::string hosts;
    for (const auto& member : members_) {
        for (const auto& address : loop_.resolver().known(member.host).value_or(Addresses{})) {
            addresses_.emplace_back(asio::ip::tcp::endpoint(address, member.port), member);
            hosts +=
                (hosts.empty() ? "" : ",") + to_string(Endpoint{address.to_string(), member.port});
        }
    }
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
    if (state == ZOO_EXPIRED_SESSION_STATE || state == ZOO_AUTH_FAILED_STATE) expired_ = true;
    const bool now_connected = state == ZOO_CONNECTED_STATE;
    if (now_connected == std::exchange(connected_, now_connected)) return;
    if (!now_connected) return tell(Kind::disconnected);
    had_session_ = true;
    pause_ = first_pause;
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

milliseconds ZooKeeperSession::Impl::next_pause() {
    return std::exchange(pause_, std::min(pause_ * 2, longest_pause));
}

void ZooKeeperSession::Impl::end() {
    ended_ = true;
    listener = nullptr;
    life_.cancel();
}

Failure ZooKeeperSession::Impl::failure(Reason reason, const std::string& path,
                                        std::string answer) const {
    const auto member = connected_member();
    return {reason, "read " + path, member ? to_string(*member) : listed(members_),
            std::move(answer)};
}

std::optional<Endpoint> ZooKeeperSession::Impl::connected_member() const {
    if (!handle_ || !connected_) return {};
    const auto peer = handle_->connected_to();
    for (const auto& [address, member] : addresses_) {
        if (address == peer) return member;
    }
    return {};
}

Task<Result<std::shared_ptr<ZooKeeperReply>>> ZooKeeperSession::Impl::ask(Question question,
                                                                          std::string path,
                                                                          bool watch,
                                                                          Monotonic deadline) {
    const auto begun = loop_.now().mono;
    if (!connected_) {
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
    if (!connected_) {
        co_return std::unexpected(failure(Reason::timed_out, path,
                                          "no session after " + human(loop_.now().mono - begun)));
    }
    auto reply = handle_->request(question, path, watch);
    const Alarm alarm(loop_.wheel(), deadline, [reply] { reply->waiter.wake(); });
    co_await reply->waiter.wait();
    if (!reply->arrived) {
        co_return std::unexpected(
            failure(Reason::timed_out, path, words_of_timeout(deadline - begun)));
    }
    if (reply->code != ZOK && reply->code != ZNONODE) {
        co_return std::unexpected(failure(reason_of_code(reply->code), path, zerror(reply->code)));
    }
    co_return std::move(reply);
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

bool ZooKeeperSession::connected() const { return impl_->connected(); }

std::optional<Endpoint> ZooKeeperSession::connected_member() const {
    return impl_->connected_member();
}

std::int64_t ZooKeeperSession::session_id() const { return impl_->session_id(); }

}  // namespace druidwatch::net
