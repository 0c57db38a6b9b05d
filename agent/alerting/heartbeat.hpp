#pragma once

#include <memory>
#include <optional>
#include <string>

#include "net/http.hpp"
#include "net/loop.hpp"

namespace druidwatch::alerting {

/// When the agent's heart beats: once per interval, and only if a round was completed since the
/// beat before. An agent that hangs falls silent, and whoever listens raises the alarm.
class Pulse {
  public:
    static constexpr milliseconds first_retry = 1s;
    static constexpr milliseconds longest_retry = 15s;

    explicit Pulse(milliseconds interval) : interval_(interval) {}

    void round_completed() { alive_ = true; }

    /// Nothing while no round was completed: it will be due at once when one is.
    std::optional<Monotonic> next_due() const;

    void report(bool arrived, Monotonic now);

  private:
    milliseconds interval_;
    bool alive_ = false;
    int failures_ = 0;    ///< in a row
    Monotonic due_at_{};  ///< the first beat is due at once
};

struct HeartbeatStatus {
    std::uint64_t sent = 0;
    std::uint64_t failed = 0;
    std::string last_error{};  ///< never the URL, which is a secret; empty while beats arrive
};

/// Calls a URL, as healthchecks-style services have it, at the pace of a Pulse. Belongs to the
/// loop's thread; loop and HTTP client must outlive it.
class Heartbeat {
  public:
    Heartbeat(net::Loop& loop, net::HttpClient& http, std::string url, milliseconds interval);
    ~Heartbeat();
    Heartbeat(const Heartbeat&) = delete;
    Heartbeat& operator=(const Heartbeat&) = delete;

    /// Every question of some cluster was asked once more and judged.
    void round_completed();

    HeartbeatStatus status() const;

    static constexpr milliseconds deadline = 10s;

  private:
    class Beater;
    std::shared_ptr<Beater> beater_;
    net::TaskHandle task_;
};

}  // namespace druidwatch::alerting
