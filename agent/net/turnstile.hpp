#pragma once

#include <cstddef>
#include <deque>
#include <optional>

#include "base/time.hpp"
#include "net/task.hpp"
#include "net/waiter.hpp"

namespace druidwatch::net {

class TimerWheel;

/// Lets a limited number through at once; the rest wait in the order in which they came.
class Turnstile {
  public:
    /// A place inside, given back when destroyed. The turnstile must outlive it.
    class Turn {
      public:
        explicit Turn(Turnstile& turnstile) : turnstile_(&turnstile) {}
        Turn(Turn&& other) noexcept : turnstile_(std::exchange(other.turnstile_, nullptr)) {}
        Turn& operator=(Turn&&) = delete;
        ~Turn() {
            if (turnstile_) turnstile_->leave();
        }

      private:
        Turnstile* turnstile_;
    };

    Turnstile(TimerWheel& wheel, std::size_t places) : wheel_(wheel), free_(places) {}

    /// Nothing if no place became free by the deadline.
    Task<std::optional<Turn>> enter(Monotonic deadline);

    std::size_t waiting() const { return queue_.size(); }

  private:
    struct Place;

    void leave();

    TimerWheel& wheel_;
    std::size_t free_;
    std::deque<Place*> queue_;
};

}  // namespace druidwatch::net
