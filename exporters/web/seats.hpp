#pragma once

#include <functional>
#include <list>
#include <utility>

namespace druidwatch::exporters {

/// Every open connection, the longest idle first. A watcher must keep descriptors for its probes,
/// so connections are bounded; and whoever only holds one must not keep a scrape out.
class Seats {
  public:
    /// A connection's own place, given up with it.
    class Seat {
      public:
        Seat(Seats& seats, std::function<void()> close)
            : seats_(&seats),
              place_(seats.closers_.insert(seats.closers_.end(), std::move(close))) {}
        ~Seat() { seats_->closers_.erase(place_); }
        Seat(const Seat&) = delete;
        Seat& operator=(const Seat&) = delete;

        /// It is of use right now.
        void touch() { seats_->closers_.splice(seats_->closers_.end(), seats_->closers_, place_); }

      private:
        Seats* seats_;
        std::list<std::function<void()>>::iterator place_;
    };

    std::size_t taken() const { return closers_.size(); }

    /// Its connection ends soon, and gives its seat up then.
    void close_longest_idle() {
        if (closers_.empty()) return;
        closers_.front()();
        closers_.splice(closers_.end(), closers_, closers_.begin());
    }

    void close_all() {
        for (const auto& close : closers_) close();
    }

  private:
    std::list<std::function<void()>> closers_;
};

}  // namespace druidwatch::exporters
