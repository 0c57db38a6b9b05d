#include "alerting/alertmanager.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "alerting/outbox.hpp"

namespace druidwatch::alerting {
namespace {

/// What Alertmanager said, without the JSON around it, short enough for a log line.
std::string excerpt(const std::string& body) {
    constexpr std::size_t most = 200;
    std::string line = body.substr(0, most);
    for (auto& c : line) {
        if (static_cast<unsigned char>(c) < 0x20) c = ' ';
    }
    while (line.ends_with(' ')) line.pop_back();
    return line;
}

struct Outcome {
    Delivery delivery;
    std::string error;  ///< empty if accepted
};

Outcome outcome_of(const Result<net::HttpResponse>& response) {
    if (!response) return {Delivery::failed, to_string(response.error())};
    if (response->status / 100 == 2) return {Delivery::accepted, {}};
    return {response->status == 400 ? Delivery::refused : Delivery::failed,
            fmt::format("HTTP {}: {}", response->status, excerpt(response->body))};
}

}  // namespace

/// Brings the alerts to one Alertmanager.
class AlertmanagerClient::Courier {
  public:
    Courier(net::Loop& loop, net::HttpClient& http, std::string url, const Sender& sender)
        : loop_(loop), http_(http), sender_(sender), wakeup_(loop.wheel()) {
        status_.url = std::move(url);
    }

    /// Keeps its courier alive: a cancelled coroutine runs on to its next await.
    static net::Task<void> deliver(std::shared_ptr<Courier> self) {
        for (;;) {
            auto& outbox = self->outbox_;
            if (const auto batch = outbox.next(self->loop_.now())) {
                auto request = self->request_for(*batch);
                const auto response = co_await self->http_.send(std::move(request));
                self->finish(outcome_of(response), batch->size());
            } else {
                const auto idle = self->loop_.in(idle_look);
                co_await self->wakeup_.wait_until(outbox.next_due().value_or(idle));
            }
        }
    }

    void update(std::span<const Alert> alerts) {
        outbox_.update(alerts, loop_.now());
        wakeup_.poke();
    }

    void set_identity(std::shared_ptr<const net::HttpIdentity> identity) {
        identity_ = std::move(identity);
    }

    const std::string& url() const { return status_.url; }

    AlertmanagerStatus status() const {
        auto status = status_;
        status.waiting = outbox_.waiting();
        return status;
    }

  private:
    net::HttpRequest request_for(const std::vector<Alert>& batch) const {
        net::HttpRequest request;
        request.method = "POST";
        request.url = status_.url + "/api/v2/alerts";
        request.content_type = "application/json";
        request.body = alertmanager_payload(batch, sender_, loop_.now().wall);
        request.deadline = deadline;
        request.identity = identity_;
        return request;
    }

    void finish(const Outcome& outcome, std::size_t alerts) {
        outbox_.report(outcome.delivery, loop_.now());
        (outcome.delivery == Delivery::accepted ? status_.sent : status_.failed) += alerts;
        if (outcome.error != status_.last_error) tell(outcome.error);
        status_.last_error = outcome.error;
    }

    /// Once when it begins to fail, or fails in another way, and once when it accepts again.
    void tell(const std::string& error) const {
        if (error.empty()) {
            loop_.log().info("Alertmanager accepts alerts again", {{"alertmanager", status_.url}});
        } else {
            loop_.log().warn("Alertmanager does not take alerts",
                             {{"alertmanager", status_.url}, {"error", error}});
        }
    }

    static constexpr milliseconds idle_look = 1h;  // nothing to send: an update wakes it

    net::Loop& loop_;
    net::HttpClient& http_;
    const Sender sender_;
    std::shared_ptr<const net::HttpIdentity> identity_;
    AlertmanagerStatus status_;
    Outbox outbox_;
    net::Wakeup wakeup_;
};

AlertmanagerClient::AlertmanagerClient(net::Loop& loop, net::HttpClient& http, Sender sender)
    : loop_(loop), http_(http), sender_(std::move(sender)) {}

AlertmanagerClient::~AlertmanagerClient() = default;

void AlertmanagerClient::follow(const std::vector<std::string>& urls,
                                const std::shared_ptr<const net::HttpIdentity>& identity) {
    auto before = std::exchange(riders_, {});
    for (const auto& url : urls) {
        const auto same = std::ranges::find(before, url, [](const Rider& rider) {
            return rider.courier ? rider.courier->url() : std::string{};
        });
        if (same != before.end()) {
            same->courier->set_identity(identity);
            riders_.push_back(std::move(*same));
            continue;
        }
        const auto courier = std::make_shared<Courier>(loop_, http_, url, sender_);
        courier->set_identity(identity);
        riders_.push_back({courier, loop_.start(Courier::deliver(courier))});
    }
}

void AlertmanagerClient::update(std::span<const Alert> alerts) {
    for (const auto& rider : riders_) rider.courier->update(alerts);
}

std::vector<AlertmanagerStatus> AlertmanagerClient::status() const {
    std::vector<AlertmanagerStatus> all;
    for (const auto& rider : riders_) all.push_back(rider.courier->status());
    return all;
}

}  // namespace druidwatch::alerting
