#include "probes/slow_gate.hpp"

#include <fmt/format.h>

namespace druidwatch::probes {

/// Shared by who asked and by the request, which outlives the asking.
struct SlowGate::Question {
    Question(net::TimerWheel& wheel, std::string what, Instant when)
        : attempted(std::move(what)), asked(when), answered(wheel) {}

    std::string attempted;
    Instant asked;
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

HttpExchange SlowGate::silence() const {
    const auto now = loop_.now();
    const auto waited = std::chrono::round<milliseconds>(now.mono - open_->asked.mono);
    return {.attempted = open_->attempted,
            .asked = open_->asked,
            .answered = now,
            .response = std::unexpected(Failure{
                Reason::timed_out, open_->attempted, {}, "timed out after " + human(waited)})};
}

net::Task<std::optional<HttpExchange>> SlowGate::ask(net::HttpRequest request) {
    const auto turn = co_await turnstile_.enter(loop_.in(request.deadline));
    const auto attempted = attempted_by(request);
    if (turn && open_ && !open_->response && open_->attempted == attempted) co_return silence();
    turned_away_ = !turn || !may_ask();
    if (turned_away_) co_return std::nullopt;

    const auto timeout = std::exchange(request.deadline, patience);
    const auto question = std::make_shared<Question>(loop_.wheel(), attempted, loop_.now());
    open_ = question;
    restraint_.asked();
    request_ = loop_.start(keep_open(question, client_, std::move(request)));
    const bool in_time = co_await question->answered.wait_until(loop_.in(timeout));

    if (!in_time) {
        restraint_.overdue(loop_.now().mono);
        co_return silence();
    }
    restraint_.settled();
    restraint_.in_time();
    co_return HttpExchange{.attempted = attempted,
                           .asked = question->asked,
                           .answered = loop_.now(),
                           .response = std::move(*question->response)};
}

}  // namespace druidwatch::probes
