#include "probes/zookeeper/session.hpp"

#include "net/zookeeper_code.hpp"

namespace druidwatch::probes::zookeeper {

net::Task<Result<Session>> Session::open(net::Loop& loop, const Member& member,
                                         milliseconds wanted_timeout, Monotonic deadline) {
    auto session = co_await ask_for_one(loop, member, wanted_timeout, deadline);
    took_note(member, session ? nullptr : &session.error());
    co_return session;
}

net::Task<Result<Session>> Session::ask_for_one(net::Loop& loop, const Member& member,
                                                milliseconds wanted_timeout, Monotonic deadline) {
    auto stream = co_await connect(loop, member, deadline, "new session");
    if (!stream) co_return std::unexpected(std::move(stream.error()));
    Session session(std::move(*stream), member, wanted_timeout);
    const auto request = session.handshake_.open_request();
    auto sent = co_await session.stream_.write_all(request, deadline);
    if (!sent) co_return std::unexpected(std::move(sent.error()));
    auto answer = co_await session.next(deadline);
    if (!answer) co_return std::unexpected(std::move(answer.error()));
    // The first frame is a grant, or it was a failure.
    session.granted_ = std::get<SessionGranted>(*answer);
    session.stream_.attempting("held session");
    co_return session;
}

net::Task<Result<SessionEvent>> Session::next_event(Monotonic deadline) {
    for (;;) {
        std::string_view inbound(&received_[begin_], end_ - begin_);
        auto event = handshake_.receive(inbound);
        begin_ = end_ - inbound.size();
        if (!event) {
            event.error().attempted = "new session";
            event.error().target = target_;
            co_return std::unexpected(std::move(event.error()));
        }
        if (*event) co_return std::move(**event);
        auto count = co_await stream_.read_some(received_, deadline);
        if (!count) co_return std::unexpected(std::move(count.error()));
        begin_ = 0;
        end_ = *count;
    }
}

net::Task<Result<SessionEvent>> Session::next(Monotonic deadline) {
    auto event = co_await next_event(deadline);
    if (event) {
        if (const auto* refused = std::get_if<RequestRefused>(&*event)) {
            const auto* digest = digest_ ? &*digest_ : nullptr;
            co_return std::unexpected(Failure{net::reason_of_zookeeper(refused->code), "session",
                                              target_,
                                              net::words_of_zookeeper(refused->code, digest, {})});
        }
    }
    co_return std::move(event);
}

template <class Answer>
net::Task<Result<void>> Session::ask(std::string request, Monotonic deadline) {
    auto sent = co_await stream_.write_all(request, deadline);
    if (!sent) co_return std::unexpected(std::move(sent.error()));
    auto event = co_await next(deadline);
    if (!event) co_return std::unexpected(std::move(event.error()));
    if (!std::holds_alternative<Answer>(*event)) {
        co_return std::unexpected(
            Failure{Reason::protocol, "held session", target_, "a frame that nobody asked for"});
    }
    co_return Result<void>{};
}

net::Task<Result<void>> Session::authenticate(Monotonic deadline) {
    if (!digest_) co_return Result<void>{};
    co_return co_await ask<Authenticated>(SessionHandshake::auth_request(*digest_), deadline);
}

net::Task<Result<void>> Session::ping(Monotonic deadline) {
    const auto request = SessionHandshake::ping_request();
    co_return co_await stream_.write_all(request, deadline);
}

net::Task<Result<void>> Session::close(Monotonic deadline) {
    co_return co_await ask<SessionClosed>(SessionHandshake::close_request(), deadline);
}

}  // namespace druidwatch::probes::zookeeper
