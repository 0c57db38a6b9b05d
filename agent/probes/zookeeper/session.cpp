#include "probes/zookeeper/session.hpp"

namespace druidwatch::probes::zookeeper {

net::Task<Result<Session>> Session::open(net::Loop& loop, const Member& member,
                                         milliseconds wanted_timeout, Monotonic deadline) {
    auto stream = co_await net::Stream::connect(loop, member.endpoint, member.tls_files(), deadline,
                                                "new session");
    if (!stream) co_return std::unexpected(std::move(stream.error()));
    Session session(std::move(*stream), wanted_timeout);
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

net::Task<Result<SessionEvent>> Session::next(Monotonic deadline) {
    for (;;) {
        std::string_view inbound(&received_[begin_], end_ - begin_);
        auto event = handshake_.receive(inbound);
        begin_ = end_ - inbound.size();
        if (!event) {
            event.error().attempted = "new session";
            co_return std::unexpected(std::move(event.error()));
        }
        if (*event) co_return std::move(**event);
        auto count = co_await stream_.read_some(received_, deadline);
        if (!count) co_return std::unexpected(std::move(count.error()));
        begin_ = 0;
        end_ = *count;
    }
}

net::Task<Result<void>> Session::ping(Monotonic deadline) {
    const auto request = SessionHandshake::ping_request();
    co_return co_await stream_.write_all(request, deadline);
}

net::Task<Result<void>> Session::close(Monotonic deadline) {
    const auto request = SessionHandshake::close_request();
    co_return co_await stream_.write_all(request, deadline);
}

}  // namespace druidwatch::probes::zookeeper
