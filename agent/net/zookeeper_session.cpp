#include "net/zookeeper_session.hpp"

#include <utility>

#include "net/reason_of.hpp"
#include "net/zookeeper_life.hpp"

namespace druidwatch::net {
namespace {

using Question = ZooKeeperHandle::Question;
using Life = std::shared_ptr<ZooKeeperLife>;
using Answer = Result<std::shared_ptr<ZooKeeperReply>>;

Task<Answer> ask(Life life, Question question, std::string path, bool watch, Monotonic deadline) {
    auto& loop = life->loop();
    const auto begun = loop.now().mono;
    const auto attempted = "read " + path;
    co_await life->until_connected(deadline);
    if (life->refusal()) co_return std::unexpected(*life->refusal());
    if (!life->connected()) {
        co_return std::unexpected(life->failure(
            Reason::timed_out, attempted, "no session after " + human(loop.now().mono - begun)));
    }
    auto reply = life->request(question, path, watch);
    const Alarm alarm(loop.wheel(), deadline, [reply] { reply->waiter.wake(); });
    co_await reply->waiter.wait();
    if (!reply->arrived) {
        co_return std::unexpected(
            life->failure(Reason::timed_out, attempted, words_of_timeout(deadline - begun)));
    }
    if (reply->code == ZOK || reply->code == ZNONODE) co_return std::move(reply);
    co_return std::unexpected(life->failed(reply->code, path));
}

// A read leaves no watch on a node that is not there: that takes a watch on its existence.
Task<Answer> ask_or_await_creation(Life life, Question question, std::string path, bool watch,
                                   Monotonic deadline) {
    for (;;) {
        auto reply = co_await ask(life, question, path, watch, deadline);
        if (!reply || !watch || (*reply)->code != ZNONODE) co_return std::move(reply);
        auto exists = co_await ask(life, Question::exists, path, true, deadline);
        if (!exists || (*exists)->code == ZNONODE) co_return std::move(exists);
    }
}

}  // namespace

ZooKeeperSession::ZooKeeperSession(Loop& loop, std::vector<Endpoint> members,
                                   milliseconds session_timeout, ZooKeeperIdentity identity)
    : life_(std::make_shared<ZooKeeperLife>(loop, std::move(members), session_timeout,
                                            std::move(identity))) {
    ZooKeeperLife::begin(life_);
}

ZooKeeperSession::~ZooKeeperSession() { life_->end(); }

Task<Result<std::optional<std::vector<std::string>>>> ZooKeeperSession::children(
    std::string path, bool watch, Monotonic deadline) {
    auto reply =
        co_await ask_or_await_creation(life_, Question::children, std::move(path), watch, deadline);
    if (!reply) co_return std::unexpected(std::move(reply.error()));
    std::optional<std::vector<std::string>> names;
    if ((*reply)->code == ZOK) names = std::move((*reply)->names);
    co_return names;
}

Task<Result<std::optional<NodeData>>> ZooKeeperSession::get(std::string path, bool watch,
                                                            Monotonic deadline) {
    auto reply =
        co_await ask_or_await_creation(life_, Question::data, std::move(path), watch, deadline);
    if (!reply) co_return std::unexpected(std::move(reply.error()));
    std::optional<NodeData> node;
    if ((*reply)->code == ZOK) node = std::move((*reply)->node);
    co_return node;
}

void ZooKeeperSession::on_event(std::function<void(const ZooKeeperEvent&)> listener) {
    life_->listen(std::move(listener));
}

void ZooKeeperSession::avoid(std::vector<Endpoint> members) { life_->avoid(std::move(members)); }

std::optional<Failure> ZooKeeperSession::refusal() const { return life_->refusal(); }

std::optional<Failure> ZooKeeperSession::trouble() const { return life_->trouble(); }

bool ZooKeeperSession::connected() const { return life_->connected(); }

std::optional<Endpoint> ZooKeeperSession::connected_member() const {
    return life_->connected_member();
}

std::int64_t ZooKeeperSession::session_id() const { return life_->session_id(); }

}  // namespace druidwatch::net
