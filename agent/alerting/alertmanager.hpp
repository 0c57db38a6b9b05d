#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "alerting/alertmanager_payload.hpp"
#include "net/http.hpp"
#include "net/loop.hpp"

namespace druidwatch::alerting {

/// How one Alertmanager stands.
struct AlertmanagerStatus {
    std::string url;
    std::uint64_t sent = 0;    ///< alerts it took, each as often as it was sent
    std::uint64_t failed = 0;  ///< alerts in requests that failed or were refused
    std::size_t waiting = 0;   ///< alerts that it has not taken as they are now
    std::string last_error{};  ///< of the last request; empty while it accepts
};

/// Tells every Alertmanager every alert, each by a coroutine of its own, so that one that hangs
/// delays no other. Belongs to the loop's thread; loop and HTTP client must outlive it.
class AlertmanagerClient {
  public:
    AlertmanagerClient(net::Loop& loop, net::HttpClient& http, Sender sender);
    ~AlertmanagerClient();
    AlertmanagerClient(const AlertmanagerClient&) = delete;
    AlertmanagerClient& operator=(const AlertmanagerClient&) = delete;

    /// Tells these from now on, by their base URLs without a slash at the end. One that stays keeps
    /// what it is still to be told; one that is new is told everything with the next update; what
    /// one that is gone was told lapses there.
    void follow(const std::vector<std::string>& urls,
                const std::shared_ptr<const net::HttpIdentity>& identity = nullptr);

    /// The set of alerts as it is now, pending ones included. Changes are sent at once.
    void update(std::span<const Alert> alerts);

    std::vector<AlertmanagerStatus> status() const;

    /// How long one request may take.
    static constexpr milliseconds deadline = 5s;

  private:
    class Courier;
    struct Rider {
        std::shared_ptr<Courier> courier;
        net::TaskHandle task;
    };

    net::Loop& loop_;
    net::HttpClient& http_;
    Sender sender_;
    std::vector<Rider> riders_;
};

}  // namespace druidwatch::alerting
