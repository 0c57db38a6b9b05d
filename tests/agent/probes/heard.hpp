#pragma once

#include <deque>
#include <memory>

#include "cluster/observation.hpp"
#include "net/waiter.hpp"
#include "probes/probe.hpp"

namespace druidwatch::probes {

/// What a probe told its sink; a test awaits one observation after the other.
template <class T>
class Heard {
  public:
    Sink<T> sink() {
        return [state = state_](cluster::Observation<T> observation) {
            state->observations.push_back(std::move(observation));
            state->arrived.wake();
        };
    }

    net::Task<cluster::Observation<T>> next() {
        while (state_->observations.empty()) co_await state_->arrived.wait();
        auto first = std::move(state_->observations.front());
        state_->observations.pop_front();
        co_return first;
    }

    bool empty() const { return state_->observations.empty(); }

  private:
    struct State {
        std::deque<cluster::Observation<T>> observations;
        net::Waiter arrived;
    };
    std::shared_ptr<State> state_ = std::make_shared<State>();
};

/// Once at the start, then only when poked.
inline constexpr config::Pace on_demand{.interval = 1h, .suspicious = 1h};

}  // namespace druidwatch::probes
