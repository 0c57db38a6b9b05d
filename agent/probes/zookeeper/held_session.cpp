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
            pause = shortest_pause;
            listener_.on_lost(lost);
        }
        co_await wakeup_.wait_until(loop_.in(pause));
        pause = std::min(2 * pause, longest_pause);
    }
}

net::Task<Failure> HeldSession::hold(Session session) {
    const auto interval = session.ping_interval();
    auto until = loop_.in(interval);
    bool answer_due = false;
    for (;;) {
        auto event = co_await session.next(until);
        if (event) {
            const auto* pong = std::get_if<Pong>(&*event);
            if (!pong) continue;
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
