#include "probes/poller.hpp"

namespace druidwatch::probes {

using cluster::Means;

Poller::Poller(net::TimerWheel& wheel, Cadence cadence, Ask ask)
    : wheel_(wheel), wakeup_(wheel), cadence_(cadence), ask_(std::move(ask)) {}

net::Task<void> Poller::run() {
    for (;;) {
        // Suspicion may bring the next round nearer while this waits; it pokes, too.
        while (co_await wakeup_.wait_until(cadence_.due()) && !poked_) continue;
        poked_ = false;
        cadence_.begun(wheel_.now().mono);
        const auto means = std::exchange(means_, Means::poll);
        co_await ask_(means);
        cadence_.finished(wheel_.now().mono);
    }
}

void Poller::poke(Means means) {
    means_ = means;
    poked_ = true;
    wakeup_.poke();
}

void Poller::ask_again_within(milliseconds pause) {
    cadence_.due_by(wheel_.now().mono + pause);
    wakeup_.poke();
}

void Poller::set_suspicious(bool so) {
    cadence_.suspicious(so, wheel_.now().mono);
    wakeup_.poke();
}

}  // namespace druidwatch::probes
