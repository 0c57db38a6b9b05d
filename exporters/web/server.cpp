#include "exporters/web/server.hpp"

#include <atomic>
#include <stdexcept>
#include <thread>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include "exporters/prometheus/probe_desk.hpp"
#include "exporters/web/connection.hpp"
#include "exporters/web/history_desk.hpp"
#include "exporters/web/listen_address.hpp"
#include "exporters/web/reload_desk.hpp"

namespace druidwatch::exporters {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

constexpr auto quietly = asio::as_tuple(asio::use_awaitable);

std::string prefix_of(const WebSettings& settings) {
    if (settings.route_prefix) return normal_prefix(*settings.route_prefix);
    const std::string_view url = settings.external_url;
    const auto scheme = url.find("://");
    if (scheme == url.npos) return {};
    const auto path = url.find('/', scheme + 3);
    return path == url.npos ? std::string{} : normal_prefix(url.substr(path));
}

[[noreturn]] void cannot_listen(std::string_view address, std::string_view why) {
    throw std::runtime_error(
        fmt::format("cannot listen on {}: {}. Is another druidwatch running? Choose another "
                    "address with --web.listen-address=HOST:PORT.",
                    address, why));
}

tcp::endpoint resolve(asio::io_context& io, const ListenAddress& address,
                      std::string_view written) {
    if (address.host.empty()) return {tcp::v6(), address.port};
    boost::system::error_code error;
    const auto found = tcp::resolver(io).resolve(address.host, std::to_string(address.port),
                                                 tcp::resolver::numeric_service, error);
    if (error || found.empty()) cannot_listen(written, error.message());
    return *found.begin();
}

tcp::acceptor listen(asio::io_context& io, const std::string& written) {
    const auto address = parse_listen_address(written);
    if (!address) cannot_listen(written, "it is not HOST:PORT");
    auto endpoint = resolve(io, *address, written);
    tcp::acceptor acceptor(io);
    boost::system::error_code error;
    acceptor.open(endpoint.protocol(), error);
    if (error && address->host.empty()) {
        // A host without IPv6 has every address at 0.0.0.0.
        endpoint = {tcp::v4(), address->port};
        acceptor.open(endpoint.protocol(), error);
    }
    if (error) cannot_listen(written, error.message());
    acceptor.set_option(tcp::acceptor::reuse_address(true), error);
    if (address->host.empty()) acceptor.set_option(asio::ip::v6_only(false), error);
    if (acceptor.bind(endpoint, error); error) cannot_listen(written, error.message());
    if (acceptor.listen(tcp::acceptor::max_listen_connections, error); error) {
        cannot_listen(written, error.message());
    }
    return acceptor;
}

}  // namespace

class WebServer::Impl {
  public:
    Impl(WebSettings settings, watch::SnapshotBoard& board, Clock clock)
        : settings_(std::move(settings)),
          prefix_(prefix_of(settings_)),
          board_(board),
          clock_(std::move(clock)),
          feed_(settings_.links, settings_.events),
          service_{.limits = settings_.limits,
                   .context = [this] { return context(); },
                   .hub = EventHub(settings_.limits.backlog_bytes, [this] { return joined(); }),
                   .access = AccessFile(settings_.config_file, [this](std::string_view error) {
                       settings_.log.warn("web configuration stays as it was",
                                          {{"error", std::string(error)}});
                   })} {
        service_.limits.connections = connections_within_descriptors(service_.limits.connections);
    }

    ~Impl() { stop(); }

    void start() {
        for (const auto& address : settings_.listen_addresses) {
            acceptors_.push_back(listen(io_, address));
        }
        for (auto& acceptor : acceptors_) {
            asio::co_spawn(io_, accept_from(acceptor), asio::detached);
        }
        asio::co_spawn(io_, feed_streams(), asio::detached);
        thread_ = std::thread([this] {
            io_.run();
            service_.seats.close_all();
        });
    }

    void stop() {
        io_.stop();
        if (thread_.joinable()) thread_.join();
        // Before the loop that they answer to goes.
        if (settings_.probes) settings_.probes->stop();
        if (settings_.history) settings_.history->stop();
        service_.passwords.stop();
        acceptors_.clear();
    }

    /// From the conductor's thread.
    void changed() {
        if (change_posted_.exchange(true)) return;
        asio::post(io_, [this] {
            change_posted_ = false;
            feed_.changed();
            next_event_.cancel();
        });
    }

    std::vector<Endpoint> listening() const {
        std::vector<Endpoint> endpoints;
        for (const auto& acceptor : acceptors_) {
            const auto local = acceptor.local_endpoint();
            endpoints.push_back({local.address().to_string(), local.port()});
        }
        return endpoints;
    }

  private:
    Context context() const {
        return {.snapshot = board_.latest(),
                .now = clock_(),
                .route_prefix = prefix_,
                .links = settings_.links,
                .probes = settings_.probes.get(),
                .history = settings_.history.get(),
                .reload = settings_.reload.get()};
    }

    EventHub::Event joined() {
        next_event_.cancel();
        const auto snapshot = board_.latest();
        return snapshot ? feed_.greeting(*snapshot) : nullptr;
    }

    asio::awaitable<void> accept_from(tcp::acceptor& acceptor) {
        asio::steady_timer pause(io_);
        for (;;) {
            auto [error, socket] = co_await acceptor.async_accept(quietly);
            if (error == asio::error::operation_aborted) co_return;
            if (error || service_.seats.taken() >= service_.limits.connections) {
                service_.seats.close_longest_idle();
            }
            if (error) {
                // Out of descriptors: the one that was just closed comes back in a moment.
                pause.expires_after(50ms);
                co_await pause.async_wait(quietly);
                continue;
            }
            asio::co_spawn(io_, serve(std::move(socket), service_), asio::detached);
        }
    }

    /// Renders events only while somebody listens.
    asio::awaitable<void> feed_streams() {
        for (;;) {
            const auto snapshot = board_.latest();
            const auto now = clock_().mono;
            if (service_.hub.empty() || !snapshot) {
                next_event_.expires_at(asio::steady_timer::time_point::max());
            } else {
                if (const auto event = feed_.next(*snapshot, now)) service_.hub.send(event);
                next_event_.expires_after(feed_.due() - now);
            }
            co_await next_event_.async_wait(quietly);
        }
    }

    WebSettings settings_;
    std::string prefix_;
    watch::SnapshotBoard& board_;
    Clock clock_;
    EventFeed feed_;
    // Above the context: connections live in its handlers and give their seats up with it.
    Service service_;
    std::atomic<bool> change_posted_ = false;
    asio::io_context io_{1};
    asio::steady_timer next_event_{io_};
    std::vector<tcp::acceptor> acceptors_;
    std::thread thread_;
};

WebServer::WebServer(WebSettings settings, watch::SnapshotBoard& board, Clock clock)
    : impl_(std::make_shared<Impl>(std::move(settings), board, std::move(clock))) {
    // The board keeps its listeners for good, and may outlive this server.
    board.on_change([weak = std::weak_ptr(impl_)] {
        if (const auto impl = weak.lock()) impl->changed();
    });
}

WebServer::~WebServer() { stop(); }

void WebServer::start() { impl_->start(); }

void WebServer::stop() { impl_->stop(); }

std::vector<Endpoint> WebServer::listening() const { return impl_->listening(); }

}  // namespace druidwatch::exporters
