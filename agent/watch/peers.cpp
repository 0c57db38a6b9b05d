#include "watch/peers.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/endpoint.hpp"

namespace druidwatch::watch {
namespace {

using cluster::PeerWord;

/// The peer as its alerts name it: host:port.
std::string name_of(const std::string& url) {
    const auto endpoint = endpoint_of_url(url);
    return endpoint ? to_string(*endpoint) : url;
}

std::string refusal(int status) {
    if (status == 401) return "HTTP 401; name a user of that agent in alerting.peers_client";
    return fmt::format("HTTP {}", status);
}

}  // namespace

/// Asks one peer. The coroutine holds on to it, for it runs on to its next await when cancelled.
class Peers::Asker {
  public:
    Asker(net::Loop& loop, net::HttpClient& http, std::string url, Heard heard, bool hurried)
        : loop_(loop),
          http_(http),
          heard_(std::move(heard)),
          hurried_(hurried),
          news_(loop.wheel()),
          turn_(loop.wheel()) {
        status_.peer = name_of(url);
        status_.url = std::move(url);
    }

    static net::Task<void> ask(std::shared_ptr<Asker> self) {
        for (;;) {
            self->asked_ = self->loop_.now();
            net::HttpRequest request;
            request.url = self->status_.url + "/api/v1/clusters";
            request.deadline = deadline;
            request.max_body = largest_answer;
            request.identity = self->identity_;
            auto response = co_await self->http_.send(std::move(request));
            if (!response) {
                self->unanswered(response.error());
            } else if (response->status != 200) {
                self->failed(refusal(response->status));
            } else {
                read(self, std::move(response->body));
                while (!self->report_) {
                    co_await self->news_.wait_until(self->loop_.in(deadline));
                }
                self->take(*std::exchange(self->report_, {}));
            }
            while (self->loop_.now().mono < self->due()) {
                co_await self->turn_.wait_until(self->due());
            }
        }
    }

    void set_hurried(bool so) {
        hurried_ = so;
        if (so) turn_.poke();
    }

    void set_identity(std::shared_ptr<const net::HttpIdentity> identity) {
        identity_ = std::move(identity);
    }

    const PeerStatus& status() const { return status_; }

  private:
    using Report = std::expected<PeerReport, std::string>;

    /// The document of many nodes takes milliseconds to read, which no probe shall wait for.
    static void read(const std::shared_ptr<Asker>& self, std::string body) {
        self->loop_.background().run(
            net::Background::Ending::must_finish,
            [&loop = self->loop_, weak = std::weak_ptr(self), body = std::move(body)] {
                loop.post([weak, report = read_peer_report(body)]() mutable {
                    const auto asker = weak.lock();
                    if (!asker) return;
                    asker->report_ = std::move(report);
                    asker->news_.poke();
                });
            });
    }

    void take(Report report) {
        if (!report) {
            failed(std::move(report.error()));
        } else if (report->taken == taken_) {
            failed(fmt::format("it answers, but has had no new view since {}", taken_));
        } else {
            taken_ = report->taken;
            if (!status_.answers.value_or(false)) {
                loop_.log().info("a peer answers", {{"peer", status_.peer}});
            }
            status_ = {.peer = status_.peer, .url = status_.url, .answers = true};
            heard_(status_.peer, *report, asked_);
        }
    }

    void unanswered(const Failure& failure) {
        if (loop_.may_have_missed(failure, asked_.mono, loop_.now().mono)) return;
        failed(to_string(failure));
    }

    void failed(std::string error) {
        if (status_.answers.value_or(true)) {
            status_.silent_since = asked_;
            loop_.log().warn("a peer does not answer", {{"peer", status_.peer}, {"error", error}});
        }
        status_.answers = false;
        status_.error = std::move(error);
        status_.failed_at = loop_.now().wall;
    }

    Monotonic due() const {
        return asked_.mono + (hurried_ ? PeerWord::hurried_interval : PeerWord::interval);
    }

    net::Loop& loop_;
    net::HttpClient& http_;
    const Heard heard_;
    bool hurried_;
    std::shared_ptr<const net::HttpIdentity> identity_;
    net::Wakeup news_;  ///< a report was read
    net::Wakeup turn_;  ///< the peer may be due sooner
    Instant asked_{};
    std::optional<Report> report_;
    std::string taken_;
    PeerStatus status_;
};

Peers::Peers(net::Loop& loop, net::HttpClient& http, Heard heard)
    : loop_(loop), http_(http), heard_(std::move(heard)) {}

Peers::~Peers() = default;

void Peers::follow(const std::vector<std::string>& urls,
                   const std::shared_ptr<const net::HttpIdentity>& identity) {
    auto before = std::exchange(asked_, {});
    for (const auto& url : urls) {
        const auto same = std::ranges::find_if(
            before, [&](const Asked& one) { return one.asker && one.asker->status().url == url; });
        if (same != before.end()) {
            same->asker->set_identity(identity);
            asked_.push_back(std::move(*same));
            continue;
        }
        const auto asker = std::make_shared<Asker>(loop_, http_, url, heard_, hurried_);
        asker->set_identity(identity);
        asked_.push_back({asker, loop_.start(Asker::ask(asker))});
    }
}

void Peers::set_hurried(bool so) {
    if (std::exchange(hurried_, so) == so) return;
    for (const auto& one : asked_) one.asker->set_hurried(so);
}

std::vector<PeerStatus> Peers::status() const {
    std::vector<PeerStatus> all;
    for (const auto& one : asked_) all.push_back(one.asker->status());
    return all;
}

}  // namespace druidwatch::watch
