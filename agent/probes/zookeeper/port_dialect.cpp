#include "probes/zookeeper/port_dialect.hpp"

#include "net/stream.hpp"
#include "net/tls_hello.hpp"

namespace druidwatch::probes::zookeeper {
namespace {

// A unified port takes half a second to see that a client speaks plain.
constexpr milliseconds patience{1s};

/// The first bytes that come back; empty where none do.
net::Task<std::string> first_answer(net::Loop& loop, Endpoint endpoint, std::string greeting,
                                    Monotonic deadline) {
    auto stream = co_await net::Stream::connect(loop, endpoint, nullptr, deadline, "dialect");
    if (!stream || !co_await stream->write_all(greeting, deadline)) co_return std::string{};
    std::string answer(64, '\0');
    const auto count = co_await stream->read_some(answer, deadline);
    answer.resize(count.value_or(0));
    co_return answer;
}

}  // namespace

net::Task<bool> answers_tls(net::Loop& loop, Endpoint endpoint, Monotonic deadline) {
    co_return net::begins_tls_record(
        co_await first_answer(loop, std::move(endpoint), net::tls_client_hello(), deadline));
}

net::Task<bool> answers_plain(net::Loop& loop, Endpoint endpoint, Monotonic deadline) {
    // The one word that no whitelist closes. A TLS server may answer plain bytes by an alert.
    const auto answer = co_await first_answer(loop, std::move(endpoint), "srvr", deadline);
    co_return !answer.empty() && !net::begins_tls_record(answer);
}

std::optional<Failure> PortDialect::misunderstanding() {
    if (!misunderstood_) return {};
    if (may_look()) begin_to_look();
    return Failure{Reason::tls,
                   {},
                   to_string(endpoint_),
                   tls_ ? "it speaks plain ZooKeeper: name its secureClientPort in `ensemble`, or "
                          "leave `tls` out of the zookeeper section"
                        : "it speaks TLS: give the zookeeper section `tls`"};
}

void PortDialect::understood() {
    understood_ = loop_.now().mono;
    misunderstood_ = false;
}

void PortDialect::suspect(const Failure& failure) {
    // Four plain bytes leave a TLS port waiting for more, five make it hang up; so it meets
    // sessions.
    const bool hung_up = failure.reason == Reason::closed || failure.reason == Reason::reset;
    const bool of_a_misunderstanding = hung_up || (!tls_ && failure.reason == Reason::timed_out);
    const auto now = loop_.now().mono;
    const bool trusted = understood_ && now - *understood_ < trusted_for;
    if (of_a_misunderstanding && !trusted && may_look()) begin_to_look();
}

bool PortDialect::may_look() const {
    return !looked_ || loop_.now().mono - *looked_ >= looks_apart;
}

void PortDialect::begin_to_look() {
    looked_ = loop_.now().mono;
    loop_.spawn(look(shared_from_this()));
}

net::Task<void> PortDialect::look(std::shared_ptr<PortDialect> self) {
    const auto deadline = self->loop_.in(patience);
    auto& loop = self->loop_;
    self->misunderstood_ = self->tls_ ? co_await answers_plain(loop, self->endpoint_, deadline)
                                      : co_await answers_tls(loop, self->endpoint_, deadline);
}

}  // namespace druidwatch::probes::zookeeper
