#include "net/http.hpp"

#include <algorithm>
#include <optional>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>

#include "base/endpoint.hpp"
#include "net/curl_multi.hpp"
#include "net/loop.hpp"
#include "net/turnstile.hpp"

namespace druidwatch::net {
namespace {

// libcurl counts its initialisations.
struct CurlGlobal {
    CurlGlobal() { curl_global_init(CURL_GLOBAL_DEFAULT); }
    ~CurlGlobal() { curl_global_cleanup(); }
    CurlGlobal(const CurlGlobal&) = delete;
    CurlGlobal& operator=(const CurlGlobal&) = delete;
};

constexpr std::size_t kept_per_origin = 3;
constexpr std::size_t spare_handles = 16;

// How a process that seems to be dying is asked again: after 5, 10, 20, 40 and 80 ms.
constexpr milliseconds first_pause{5};
constexpr milliseconds last_pause{80};

// As one client: libcurl takes a kept connection for whoever asks the same host, so it is not told
// of clients with other certificates.
struct Origin {
    std::string name;
    std::string key;
    TlsFiles tls;
    std::shared_ptr<CurlMulti> multi;
    IdleCloser closer;
    std::optional<boost::asio::ip::address> last_good;
};

std::string path_of(const std::string& url) {
    const auto host = url.find("://");
    if (host == std::string::npos) return url;
    const auto path = url.find('/', host + 3);
    if (path == std::string::npos) return "/";
    return url.substr(path, url.find_first_of("?#", path) - path);
}

}  // namespace

std::string origin_of_url(const std::string& url) {
    const auto endpoint = endpoint_of_url(url);
    if (!endpoint) return {};
    return url.substr(0, url.find(':')) + "://" + to_string(*endpoint);
}

class HttpClient::Impl {
  public:
    Impl(Loop& loop, HttpLimits limits)
        : loop_(loop), limits_(limits), turnstile_(loop.wheel(), limits.in_flight) {}

    static Task<Result<HttpResponse>> send(std::shared_ptr<Impl> self, HttpRequest request);

    void watch(const std::string& name, std::function<void(Loss)> on_lost) {
        watchers_[name] = std::move(on_lost);
    }

    void unwatch(const std::string& name) {
        watchers_.erase(name);
        std::erase_if(origins_, [&](const auto& known) { return known.second->name == name; });
    }

    void unwatch_all() { watchers_.clear(); }

  private:
    // One question on its way: where to, until when, and what its failures say.
    struct Errand {
        HttpRequest request;
        Endpoint host;
        std::shared_ptr<Origin> origin;
        TlsContext tls;
        Monotonic deadline;
        std::string attempted;
        std::string target;

        std::unexpected<Failure> failure(Reason reason, std::string answer) const {
            return std::unexpected(Failure{reason, attempted, target, std::move(answer)});
        }
    };

    struct Attempt {
        Result<HttpResponse> result;
        bool reused_connection;
        bool never_connected;

        bool dropped() const {
            return !result && (result.error().reason == Reason::closed ||
                               result.error().reason == Reason::reset);
        }
    };

    Task<Result<HttpResponse>> ask_each_address(Errand& errand, Addresses addresses);
    Task<Attempt> ask_address(Errand& errand, boost::asio::ip::address address);
    Task<Attempt> ask(Errand& errand, boost::asio::ip::address address, Connection connection);

    std::shared_ptr<Origin> origin(const HttpRequest& request);
    std::shared_ptr<CurlMulti> roomy_multi(const TlsFiles& tls);
    void idle_closed(const std::string& key);
    CurlEasy take_handle();
    void give_back(CurlEasy handle);

    CurlGlobal global_;
    Loop& loop_;
    HttpLimits limits_;
    Turnstile turnstile_;
    std::vector<CurlEasy> spare_;
    std::unordered_map<std::string, std::shared_ptr<Origin>> origins_;     // by their keys
    std::unordered_map<std::string, std::function<void(Loss)>> watchers_;  // by the origin's name
    struct Shared {
        std::weak_ptr<CurlMulti> multi;
        TlsFiles tls;
    };
    std::vector<Shared> multis_;
};

Task<Result<HttpResponse>> HttpClient::Impl::send(std::shared_ptr<Impl> self, HttpRequest request) {
    const auto host = endpoint_of_url(request.url);
    Errand errand{.deadline = self->loop_.in(request.deadline),
                  .attempted = request.method + " " + path_of(request.url),
                  .target = host ? to_string(*host) : request.url};
    if (!host) co_return errand.failure(Reason::protocol, "not an http or https URL");
    errand.host = *host;
    errand.origin = self->origin(request);
    errand.request = std::move(request);
    if (errand.origin->name.starts_with("https:")) {
        auto context = self->loop_.tls_contexts().of(errand.origin->tls);
        if (!context) co_return errand.failure(Reason::tls, context.error());
        errand.tls = std::move(*context);
    }

    auto addresses = co_await self->loop_.resolver().resolve(host->host, errand.deadline);
    if (!addresses) {
        co_return errand.failure(addresses.error().reason, "look up: " + addresses.error().answer);
    }
    const auto turn = co_await self->turnstile_.enter(errand.deadline);
    if (!turn) {
        // Nobody was asked, so this must not tell of the target.
        co_return errand.failure(Reason::unreachable, "not asked: too many requests in flight");
    }
    auto result = co_await self->ask_each_address(errand, std::move(*addresses));
    if (result) {
        errand.origin->closer.answered();
    } else {
        errand.origin->closer.failed();
    }
    co_return result;
}

Task<Result<HttpResponse>> HttpClient::Impl::ask_each_address(Errand& errand, Addresses addresses) {
    auto& last_good = errand.origin->last_good;
    if (last_good) {
        const auto known = std::ranges::find(addresses, *last_good);
        if (known != addresses.end()) std::rotate(addresses.begin(), known, known + 1);
    }
    std::optional<Result<HttpResponse>> first;
    for (const auto& address : addresses) {
        auto attempt = co_await ask_address(errand, address);
        if (!attempt.never_connected) {
            last_good = address;
            co_return std::move(attempt.result);
        }
        // The first address says most: the others are often another family that nobody uses.
        if (!first) first = std::move(attempt.result);
        if (loop_.now().mono >= errand.deadline) break;
    }
    co_return std::move(*first);
}

Task<HttpClient::Impl::Attempt> HttpClient::Impl::ask_address(Errand& errand,
                                                              boost::asio::ip::address address) {
    const auto first_choice = errand.request.new_connection ? Connection::single : Connection::kept;
    bool lost = errand.origin->closer.unsettled();
    auto attempt = co_await ask(errand, address, first_choice);
    if (attempt.dropped() && attempt.reused_connection) {
        // It was closed between two questions, which tells nothing of how it is now.
        lost = true;
        attempt = co_await ask(errand, address, Connection::fresh);
    }
    // The kernel ends the connections of a killed process first and its listener last. Whoever
    // connects in between is reset, though it is a refusal that is on its way.
    for (auto pause = first_pause; lost && attempt.dropped() && pause <= last_pause; pause *= 2) {
        if (loop_.in(pause) >= errand.deadline) break;
        co_await loop_.wheel().sleep_until(loop_.in(pause));
        attempt = co_await ask(errand, address, Connection::fresh);
    }
    co_return attempt;
}

Task<HttpClient::Impl::Attempt> HttpClient::Impl::ask(Errand& errand,
                                                      boost::asio::ip::address address,
                                                      Connection connection) {
    struct Lease {
        Impl& client;
        CurlEasy handle;
        ~Lease() { client.give_back(std::move(handle)); }
    } lease{*this, take_handle()};
    const auto asked = loop_.now();
    const auto time_left = std::chrono::ceil<milliseconds>(errand.deadline - asked.mono);
    CurlTransfer transfer(lease.handle.get(), errand.request, errand.host, address, connection,
                          errand.tls, time_left);
    struct Presence {
        CurlMulti& multi;
        CurlTransfer& transfer;
        ~Presence() { multi.abandon(transfer); }
    } const presence{*errand.origin->multi, transfer};
    errand.origin->multi->start(transfer, errand.origin->key);
    co_await transfer.finished().wait();

    auto result = transfer.outcome(errand.attempted, errand.target);
    if (result) {
        result->asked = asked;
        result->answered = loop_.now();
    }
    co_return Attempt{std::move(result), transfer.reused_connection(), transfer.never_connected()};
}

std::shared_ptr<Origin> HttpClient::Impl::origin(const HttpRequest& request) {
    auto name = origin_of_url(request.url);
    const auto tls =
        request.identity && name.starts_with("https:") ? request.identity->tls : TlsFiles{};
    auto key = fmt::format("{} {} {} {}", name, tls.ca_file, tls.cert_file, tls.key_file);
    auto& origin = origins_[key];
    if (!origin) {
        origin = std::make_shared<Origin>(std::move(name), std::move(key), tls, roomy_multi(tls));
    }
    return origin;
}

std::shared_ptr<CurlMulti> HttpClient::Impl::roomy_multi(const TlsFiles& tls) {
    std::erase_if(multis_, [](const auto& shared) { return shared.multi.expired(); });
    for (const auto& shared : multis_) {
        // Held by its origins, and here.
        const auto multi = shared.multi.lock();
        const bool roomy = static_cast<std::size_t>(multi.use_count()) <= limits_.origins_per_multi;
        if (roomy && shared.tls == tls) return multi;
    }
    auto multi = std::make_shared<CurlMulti>(loop_, limits_.origins_per_multi * kept_per_origin,
                                             [this](const std::string& key) { idle_closed(key); });
    multis_.push_back({multi, tls});
    return multi;
}

void HttpClient::Impl::idle_closed(const std::string& key) {
    const auto found = origins_.find(key);
    if (found == origins_.end()) return;
    const auto watcher = watchers_.find(found->second->name);
    if (watcher == watchers_.end()) return;
    const auto on_lost = watcher->second;  // it may unwatch
    on_lost(found->second->closer.closed(loop_.now().mono));
}

CurlEasy HttpClient::Impl::take_handle() {
    if (spare_.empty()) return CurlEasy(curl_easy_init());
    auto handle = std::move(spare_.back());
    spare_.pop_back();
    return handle;
}

void HttpClient::Impl::give_back(CurlEasy handle) {
    if (spare_.size() < spare_handles) spare_.push_back(std::move(handle));
}

HttpClient::HttpClient(Loop& loop, HttpLimits limits)
    : impl_(std::make_shared<Impl>(loop, limits)) {}

HttpClient::~HttpClient() { impl_->unwatch_all(); }

Task<Result<HttpResponse>> HttpClient::send(HttpRequest request) {
    return Impl::send(impl_, std::move(request));
}

void HttpClient::watch_connection(std::string origin, std::function<void(Loss)> on_lost) {
    impl_->watch(origin_of_url(origin), std::move(on_lost));
}

void HttpClient::unwatch(const std::string& origin) { impl_->unwatch(origin_of_url(origin)); }

}  // namespace druidwatch::net
