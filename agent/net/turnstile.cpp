#include "net/turnstile.hpp"

#include <algorithm>

#include "net/timer_wheel.hpp"

namespace druidwatch::net {

// One that waits. Whoever gives it a turn takes it out of the queue; a turn that it cannot use any
// more, since its coroutine is being cancelled, is passed on.
struct Turnstile::Place {
    Turnstile& turnstile;
    Waiter waiter;
    std::optional<Turn> turn;

    explicit Place(Turnstile& its_turnstile) : turnstile(its_turnstile) {
        turnstile.queue_.push_back(this);
    }

    ~Place() { std::erase(turnstile.queue_, this); }
};

Task<std::optional<Turnstile::Turn>> Turnstile::enter(Monotonic deadline) {
    if (free_ > 0) {
        --free_;
        co_return Turn(*this);
    }
    Place place(*this);
    const Alarm alarm(wheel_, deadline, [&place] { place.waiter.wake(); });
    co_await place.waiter.wait();
    co_return std::move(place.turn);
}

void Turnstile::leave() {
    if (queue_.empty()) {
        ++free_;
        return;
    }
    auto& next = *queue_.front();
    queue_.pop_front();
    next.turn.emplace(*this);
    next.waiter.wake();
}

}  // namespace druidwatch::net
