#include "probes/slow_gate.hpp"

#include <fmt/format.h>

namespace druidwatch::probes {

/// Shared by who asked and by the request, which outlives the asking.
struct SlowGate::Question {
    explicit Question(net::TimerWheel& wheel) : answered(wheel) {}

    net::Wakeup answered;
    std::optional<Result<net::HttpResponse>> response;
};

SlowGate::SlowGate(net::Loop& loop, net::HttpClient& client, milliseconds interval,
                   std::function<bool()> quorum)
    : loop_(loop),
      client_(client),
      quorum_(std::move(quorum)),
      restraint_(interval),
      turnstile_(loop.wheel(), 1) {}

SlowGate::~SlowGate() = default;

net::Task<void> SlowGate::keep_open(std::shared_ptr<Question> question, net::HttpClient& client,
                                    net::HttpRequest request) {
    question->response = co_await client.send(std::move(request));
    question->answered.poke();
}

bool SlowGate::may_ask() {
    if (open_ && open_->response) restraint_.settled();
    return restraint_.allows(loop_.now().mono, quorum_());
}

bool SlowGate::node_answered() {
    restraint_.answers();
    return turned_away_ && may_ask();
}

net::Task<std::optional<HttpExchange>> SlowGate::ask(net::HttpRequest request) {
    const auto turn = co_await turnstile_.enter(loop_.in(request.deadline));
    turned_away_ = !turn || !may_ask();
    if (turned_away_) co_return std::nullopt;

    HttpExchange went{.attempted = attempted_by(request), .asked = loop_.now()};
    const auto timeout = std::exchange(request.deadline, patience);
    const auto question = std::make_shared<Question>(loop_.wheel());
    open_ = question;
    restraint_.asked();
    request_ = loop_.start(keep_open(question, client_, std::move(request)));
    const bool in_time = co_await question->answered.wait_until(loop_.in(timeout));

    went.answered = loop_.now();
    if (in_time) {
        restraint_.settled();
        restraint_.in_time();
        went.response = std::move(*question->response);
    } else {
        restraint_.overdue(went.answered.mono);
        went.response = std::unexpected(
            Failure{Reason::timed_out, went.attempted, {}, "timed out after " + human(timeout)});
    }
    co_return went;
}

}  // namespace druidwatch::probes
