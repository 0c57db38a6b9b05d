#pragma once

#include <memory>
#include <optional>
#include <ranges>
#include <vector>

#include "cluster/failure_log.hpp"
#include "cluster/observation.hpp"

namespace druidwatch::cluster {

/// What one question to one target brought, as far back as a proof needs. A copy shares the
/// observations, which never change: a snapshot copies every track.
template <class T>
class Track {
  public:
    static constexpr std::size_t depth = 6;

    Track() = default;
    /// `interval` is the usual distance of two answers, `timeout` the deadline of one question.
    explicit Track(milliseconds interval, milliseconds timeout = 2s)
        : stale_after_(std::max(3 * interval, interval + 2 * timeout)) {}

    /// True when the newest observation says something else than the one before.
    bool record(Observation<T> observation) {
        const auto* before = newest();
        const bool changed = !before || !same_meaning<T>(before->answer, observation.answer);
        const auto kept = std::make_shared<const Observation<T>>(std::move(observation));
        if (kept->answer) {
            last_answer_ = kept;
            failing_since_.reset();
        } else {
            if (!failing_since_) failing_since_ = kept->asked.mono;
            failures_.note(kept->answer.error().reason, kept->answered);
        }
        if (observations_.size() == depth) observations_.pop_back();
        observations_.insert(observations_.begin(), kept);
        return changed;
    }

    /// Newest first; a range of Observation<T>.
    auto observations() const {
        return std::views::transform(
            observations_, [](const Kept& kept) -> const Observation<T>& { return *kept; });
    }

    /// Whatever its age; nullptr when never asked.
    const Observation<T>* newest() const {
        return observations_.empty() ? nullptr : observations_.front().get();
    }

    /// The newest that was answered, whatever its age and whatever failed since.
    const Observation<T>* last_answer() const { return last_answer_.get(); }

    /// The newest, unless it is too old to be evidence.
    const Observation<T>* evidence(Monotonic now) const {
        const auto* observation = newest();
        return observation && now <= observation->answered.mono + stale_after_ ? observation
                                                                               : nullptr;
    }

    /// The answer, if the newest observation is evidence and is one.
    const T* current(Monotonic now) const {
        const auto* observation = evidence(now);
        return observation && observation->answer ? &*observation->answer : nullptr;
    }

    /// The failure, if the newest observation is evidence and is one.
    const Failure* failure(Monotonic now) const {
        const auto* observation = evidence(now);
        return observation && !observation->answer ? &observation->answer.error() : nullptr;
    }

    /// How asking failed lately, further back than the observations go.
    const FailureLog& failures() const { return failures_; }

    /// When the first was asked of the failures in a row that the newest observation ends.
    std::optional<Monotonic> failing_since() const { return failing_since_; }

    /// Takes over what `before` brought; in how long that becomes stale, this one stays as it is.
    void continue_from(const Track& before) {
        const auto stale_after = stale_after_;
        *this = before;
        stale_after_ = stale_after;
    }

    /// When what is known now stops being evidence.
    std::optional<Monotonic> stale_at() const {
        const auto* observation = newest();
        if (!observation) return {};
        return observation->answered.mono + stale_after_;
    }

  private:
    using Kept = std::shared_ptr<const Observation<T>>;

    milliseconds stale_after_{6s};
    std::vector<Kept> observations_;  ///< newest first
    Kept last_answer_;
    FailureLog failures_;
    std::optional<Monotonic> failing_since_;
};

}  // namespace druidwatch::cluster
