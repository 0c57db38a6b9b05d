#include "alerting/heartbeat.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace druidwatch::alerting {

std::optional<Monotonic> Pulse::next_due() const {
    if (!alive_) return {};
    return due_at_;
}

void Pulse::report(bool arrived, Monotonic now) {
    failures_ = arrived ? 0 : failures_ + 1;
    if (arrived) {
        alive_ = false;
        due_at_ = now + interval_;
        return;
    }
    auto wait = first_retry;
    for (int i = 1; i < failures_ && wait < longest_retry; ++i) wait *= 2;
    due_at_ = now + std::min({wait, longest_retry, interval_});
}

/// Holds what the coroutine works on, which may run on to its next await when it is cancelled.
class Heartbeat::Beater {
  public:
    Beater(net::Loop& loop, net::HttpClient& http, std::string url, milliseconds interval)
        : loop_(loop), http_(http), url_(std::move(url)), pulse_(interval), wakeup_(loop.wheel()) {}

    static net::Task<void> beat(std::shared_ptr<Beater> self) {
        for (;;) {
            const auto due = self->pulse_.next_due();
            if (due && *due <= self->loop_.now().mono) {
                net::HttpRequest request;
                request.url = self->url_;
                request.deadline = deadline;
                const auto response = co_await self->http_.send(std::move(request));
                self->finish(response);
            } else {
                co_await self->wakeup_.wait_until(due.value_or(self->loop_.in(idle_look)));
            }
        }
    }

    void round_completed() {
        const bool idle = !pulse_.next_due();
        pulse_.round_completed();
        if (idle) wakeup_.poke();
    }

    const HeartbeatStatus& status() const { return status_; }

  private:
    void finish(const Result<net::HttpResponse>& response) {
        const bool arrived = response && response->status / 100 == 2;
        pulse_.report(arrived, loop_.now().mono);
        ++(arrived ? status_.sent : status_.failed);
        // A failure's own words hold the path of the URL: who knows that can fake the beat.
        auto error = arrived    ? std::string{}
                     : response ? fmt::format("HTTP {}", response->status)
                                : std::string(name_of(response.error().reason));
        if (!arrived && error != status_.last_error) {
            loop_.log().warn("the heartbeat does not arrive", {{"error", error}});
        }
        status_.last_error = std::move(error);
    }

    static constexpr milliseconds idle_look = 1h;  // nothing is due: a round wakes it

    net::Loop& loop_;
    net::HttpClient& http_;
    const std::string url_;
    Pulse pulse_;
    net::Wakeup wakeup_;
    HeartbeatStatus status_;
};

Heartbeat::Heartbeat(net::Loop& loop, net::HttpClient& http, std::string url, milliseconds interval)
    : beater_(std::make_shared<Beater>(loop, http, std::move(url), interval)),
      task_(loop.start(Beater::beat(beater_))) {}

Heartbeat::~Heartbeat() = default;

void Heartbeat::round_completed() { beater_->round_completed(); }

HeartbeatStatus Heartbeat::status() const { return beater_->status(); }

}  // namespace druidwatch::alerting
