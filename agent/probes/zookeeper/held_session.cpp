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
        auto session = co_await Session::open(loop_, member_, wanted_timeout, loop_.in(timeout_));
        if (session) {
            held_ = true;
            const auto lost = co_await hold(std::move(*session));
            held_ = false;
            // One that talks nonsense is no better than one that can't be reached.
            if (lost.reason != Reason::protocol) pause = shortest_pause;
            listener_.on_lost(lost);
        }
        const auto earliest = loop_.in(shortest_pause);
        if (co_await wakeup_.wait_until(loop_.in(pause))) {
            co_await loop_.wheel().sleep_until(earliest);
        }
        pause = std::min(2 * pause, longest_pause);
    }
}

Failure HeldSession::unasked() const {
    return {Reason::protocol, "held session", to_string(member_.endpoint),
            "a frame that nobody asked for"};
}

net::Task<Failure> HeldSession::hold(Session session) {
    const auto interval = session.ping_interval();
    auto until = loop_.in(interval);
    bool answer_due = false;
    for (;;) {
        auto event = co_await session.next(until);
        if (event) {
            const auto* pong = std::get_if<Pong>(&*event);
            // Whoever sends more than is asked for could keep us reading for ever.
            if (!pong || !answer_due) co_return unasked();
            listener_.on_zxid(pong->zxid);
            answer_due = false;
            until = loop_.in(interval);
        } else if (event.error().reason != Reason::timed_out || answer_due) {
            co_return std::move(event.error());
        } else {
            until = loop_.in(interval);
            auto sent = co_await session.ping(until);
            if (!sent) co_return std::move(sent.error());
            answer_due = true;
        }
    }
}

}  // namespace druidwatch::probes::zookeeper
