#include "probes/zookeeper/held_session.hpp"

namespace druidwatch::probes::zookeeper {
namespace {

constexpr milliseconds shortest_pause{1s};
constexpr milliseconds longest_pause{30s};

}  // namespace

HeldSession::HeldSession(net::Loop& loop, Member member, milliseconds timeout, Listener listener)
    : loop_(loop),
      member_(std::move(member)),
      timeout_(timeout),
      listener_(std::move(listener)),
      wakeup_(loop.wheel()) {}

void HeldSession::try_now() {
    if (!held_) wakeup_.poke();
}

net::Task<void> HeldSession::keep() {
    auto pause = shortest_pause;
    for (;;) {
        const auto lost = co_await open_and_hold();
        if (lost && lost->reason == Reason::authentication) {
            co_await loop_.wheel().sleep_until(loop_.in(refused_pause));
            continue;
        }
        // One that talks nonsense is no better than one that can't be reached.
        if (lost && lost->reason != Reason::protocol) pause = shortest_pause;
        if (lost) listener_.on_lost(*lost);
        const auto earliest = loop_.in(shortest_pause);
        if (co_await wakeup_.wait_until(loop_.in(pause))) {
            co_await loop_.wheel().sleep_until(earliest);
        }
        pause = std::min(2 * pause, longest_pause);
    }
}

// Nothing where no session came about.
net::Task<std::optional<Failure>> HeldSession::open_and_hold() {
    auto session = co_await Session::open(loop_, member_, wanted_timeout, loop_.in(timeout_));
    if (!session) co_return std::nullopt;
    held_ = true;
    auto lost = co_await hold(std::move(*session));
    held_ = false;
    co_return lost;
}

Failure HeldSession::unasked() const {
    return {Reason::protocol, "held session", to_string(member_.endpoint),
            "a frame that nobody asked for"};
}

net::Task<Failure> HeldSession::hold(Session session) {
    const auto third = session.granted().timeout / 3;
    const auto interval = std::min(ping_interval, third);
    const auto known = co_await session.authenticate(loop_.in(third));
    if (!known) co_return known.error();
    for (;;) {
        const auto quiet = co_await session.next(loop_.in(interval));
        // Whoever sends more than is asked for could keep us reading for ever.
        if (quiet) co_return unasked();
        if (quiet.error().reason != Reason::timed_out) co_return quiet.error();

        const auto asked = loop_.now();
        const auto deadline = loop_.in(third);
        const auto sent = co_await session.ping(deadline);
        if (!sent) co_return sent.error();
        const auto event = co_await answer_to_ping(session, deadline);
        if (!event) co_return event.error();
        const auto* pong = std::get_if<Pong>(&*event);
        if (!pong) co_return unasked();
        listener_.on_zxid(pong->zxid, asked, loop_.now());
    }
}

net::Task<Result<SessionEvent>> HeldSession::answer_to_ping(Session& session, Monotonic deadline) {
    const auto usual = loop_.in(overdue_after);
    if (usual < deadline) {
        auto event = co_await session.next(usual);
        if (event || event.error().reason != Reason::timed_out) co_return std::move(event);
        listener_.on_overdue();
    }
    co_return co_await session.next(deadline);
}

}  // namespace druidwatch::probes::zookeeper
