#include "probes/zookeeper/state_question.hpp"

#include "probes/zookeeper/admin_server.hpp"
#include "probes/zookeeper/mntr.hpp"
#include "probes/zookeeper/srvr.hpp"

namespace druidwatch::probes::zookeeper {
namespace {

using cluster::ServerMode;
using cluster::ServerState;

bool failed_with(const Result<ServerState>& answer, Reason reason) {
    return !answer && answer.error().reason == reason;
}

bool serves(const Result<ServerState>& answer) {
    return answer && answer->mode != ServerMode::not_serving;
}

}  // namespace

StateQuestion::StateQuestion(net::Loop& loop, Member member, std::optional<HttpTarget> admin,
                             milliseconds timeout)
    : loop_(loop), member_(std::move(member)), admin_(std::move(admin)), timeout_(timeout) {}

net::Task<StateQuestion::Seen> StateQuestion::ask() {
    std::optional<Seen> said;
    if (mntr_allowed_) {
        said = co_await ask_mntr();
        mntr_allowed_ = !failed_with(said->answer, Reason::not_allowed);
        if (mntr_allowed_ && (serves(said->answer) || !said->answer)) co_return std::move(*said);
    }
    auto told = co_await ask_admin();
    if (!mntr_allowed_) {
        if (told && told->answer) co_return std::move(*told);
        auto word = co_await ask_word(loop_, member_, "srvr", loop_.in(timeout_), mntr_limit);
        co_return observe(std::move(word), parse_srvr);
    }
    if (told && serves(told->answer)) co_return std::move(*told);
    co_return std::move(*said);
}

net::Task<StateQuestion::Seen> StateQuestion::ask_mntr() {
    const auto until = loop_.in(timeout_);
    auto said = co_await ask_word(loop_, member_, "mntr", until, mntr_limit);
    auto seen = observe(std::move(said), parse_mntr);
    if (!failed_with(seen.answer, Reason::closed)) co_return seen;
    // A member between two states may close without a word, once.
    said = co_await ask_word(loop_, member_, "mntr", until, mntr_limit);
    co_return observe(std::move(said), parse_mntr);
}

net::Task<std::optional<StateQuestion::Seen>> StateQuestion::ask_admin() {
    if (!admin_ || loop_.now().mono < admin_not_before_) co_return std::nullopt;
    auto request = admin_->get("/commands/monitor", timeout_);
    request.max_body = mntr_limit;
    auto went = co_await exchange(loop_, admin_->client, std::move(request));
    auto seen = observe(std::move(went), parse_admin_monitor);
    if (failed_with(seen.answer, Reason::timed_out)) admin_not_before_ = loop_.in(admin_pause);
    co_return seen;
}

}  // namespace druidwatch::probes::zookeeper
