#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cluster/observation.hpp"
#include "net/loop.hpp"
#include "probes/poller.hpp"

namespace druidwatch::probes {

/// One question that was asked, for the metrics.
struct ProbeReport {
    std::string_view tier;
    std::string_view question;
    std::string_view target;
    std::chrono::nanoseconds duration;
    std::optional<Reason> failure;
};

using ProbeMeter = std::function<void(const ProbeReport&)>;

/// Where an answer goes; may be left empty.
template <class T>
using Sink = std::function<void(cluster::Observation<T>)>;

/// What all probes share.
struct ProbeContext {
    net::Loop& loop;
    milliseconds timeout{2s};  ///< deadline of one question
    ProbeMeter meter;
};

/// What is asked of one target. Made by `make_probe`; belongs to the loop's thread, as its sinks
/// do.
class Probe : public std::enable_shared_from_this<Probe> {
  public:
    /// How soon a question is asked again that came to nothing by chance, however rare it is.
    static constexpr milliseconds retry{1s};

    virtual ~Probe() = default;
    Probe(const Probe&) = delete;
    Probe& operator=(const Probe&) = delete;

    void start();

    /// Nothing reaches a sink any more; what is in flight ends in the turns of the loop that
    /// follow.
    void stop();

    /// Whether its questions are asked in their suspicious interval.
    void set_suspicious(bool so);

    /// Rounds that could not start in time, and those of which the end was not heard.
    std::uint64_t missed_rounds() const;
    const std::string& target() const { return target_; }

  protected:
    Probe(ProbeContext context, std::string tier, std::string target);

    virtual void on_start() {}
    virtual void on_stop() {}

    /// A question in its rhythm; lives as long as the probe.
    Poller& ask_every(config::Pace pace, std::string_view question, Poller::Ask ask);
    Poller& ask_every(config::Pace pace, milliseconds phase, Poller::Ask ask);

    /// Runs until it ends or the probe is stopped; the probe outlives it.
    void spawn(net::Task<void> task);

    /// Measures the answer and hands it to `sink`. A failure gets the names that it lacks. A
    /// silence for which we were deaf is neither: that round was missed.
    template <class T>
    void report(std::string_view question, cluster::Means means, cluster::Observation<T> answered,
                const Sink<T>& sink) {
        if (stopped_) return;
        answered.means = means;
        const auto [asked, ended] = std::pair(answered.asked.mono, answered.answered.mono);
        std::optional<Reason> failed;
        if (!answered.answer) {
            const auto& failure = complete(answered.answer.error(), question);
            if (loop().may_have_missed(failure, asked, ended)) {
                ++unheard_;
                return;
            }
            failed = failure.reason;
        }
        measure(question, ended - asked, failed);
        if (sink) sink(std::move(answered));
    }

    net::Loop& loop() const { return context_.loop; }
    milliseconds timeout() const { return context_.timeout; }
    Monotonic deadline() const { return context_.loop.in(context_.timeout); }
    bool stopped() const { return stopped_; }

  private:
    net::Task<void> ask_until_heard(std::size_t poller, const Poller::Ask& ask,
                                    cluster::Means means);
    const Failure& complete(Failure& failure, std::string_view question) const;
    void measure(std::string_view question, std::chrono::nanoseconds duration,
                 std::optional<Reason> failed) const;

    ProbeContext context_;
    std::string tier_;
    std::string target_;
    std::deque<Poller> pollers_;
    std::vector<net::TaskHandle> tasks_;
    std::uint64_t unheard_ = 0;
    bool stopped_ = false;
};

/// A probe that its last owner stops. A coroutine that was told to end does so only in a later turn
/// of the loop and may touch its probe until then, so the coroutines hold on to it as well.
template <class P, class... Arguments>
std::shared_ptr<P> make_probe(Arguments&&... arguments) {
    auto probe = std::make_shared<P>(std::forward<Arguments>(arguments)...);
    return std::shared_ptr<P>(probe.get(), [probe](P*) { probe->stop(); });
}

}  // namespace druidwatch::probes
