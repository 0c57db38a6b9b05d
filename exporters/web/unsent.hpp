#pragma once

#include <cstddef>
#include <functional>

#include "exporters/web/seats.hpp"

namespace druidwatch::exporters {

/// The bytes of all answers on their way. Clients that take none must not fill the memory: above
/// the limit the answer that has waited longest is given up.
class Unsent {
  public:
    explicit Unsent(std::size_t limit) : limit_(limit) {}

    /// One answer, until it has been taken.
    class Answer {
      public:
        /// `give_up` closes its connection; it is not called for the answer itself.
        Answer(Unsent& unsent, std::size_t bytes, std::function<void()> give_up)
            : unsent_(unsent), bytes_(bytes) {
            unsent_.bytes_ += bytes_;
            if (unsent_.bytes_ > unsent_.limit_) unsent_.answers_.close_longest_idle();
            seat_.emplace(unsent_.answers_, std::move(give_up));
        }
        ~Answer() { unsent_.bytes_ -= bytes_; }
        Answer(const Answer&) = delete;
        Answer& operator=(const Answer&) = delete;

      private:
        Unsent& unsent_;
        std::size_t bytes_;
        std::optional<Seats::Seat> seat_;
    };

    std::size_t bytes() const { return bytes_; }

  private:
    std::size_t limit_;
    std::size_t bytes_ = 0;
    Seats answers_;
};

}  // namespace druidwatch::exporters
