#include "cli/told/agent_api.hpp"

#include <csignal>
#include <cstdio>

#include <boost/asio/signal_set.hpp>
#include <fmt/format.h>

#include "cli/terminal.hpp"
#include "config/http_client.hpp"
#include "config/secret.hpp"
#include "watch/identity.hpp"

namespace druidwatch::cli {
namespace {

constexpr std::size_t max_document = 64UL << 20;
constexpr milliseconds patience{5s};

/// What an answer that is none of a 200 is about.
std::string refusal(const net::HttpResponse& response) {
    constexpr std::size_t enough = 300;
    if (response.status == 401) return "it wants a login: name one in --http.config.file";
    if (!response.location.empty()) {
        return fmt::format("it answers {}, and leads to {}", response.status,
                           harmless(response.location));
    }
    return fmt::format("it answers {}: {}", response.status,
                       harmless(response.body.substr(0, enough)));
}

}  // namespace

std::expected<std::shared_ptr<const net::HttpIdentity>, std::string> identity_for(
    const Options& options) {
    if (options.http_config_file.empty()) return nullptr;
    const auto config = config::load_http_client(options.http_config_file);
    if (!config) return std::unexpected(to_string(config.error().front()));
    watch::Secrets secrets;
    if (const auto& login = config->basic_auth) {
        auto password = config::read_secret(login->password_file);
        if (!password) return std::unexpected(std::move(password.error()));
        secrets.emplace(login->password_file, std::move(password->value));
    }
    return watch::identity_of(*config, secrets);
}

AgentApi::AgentApi(net::HttpClient& client, std::string url,
                   std::shared_ptr<const net::HttpIdentity> identity)
    : client_(client), url_(std::move(url)), identity_(std::move(identity)) {}

net::Task<std::expected<std::string, std::string>> AgentApi::get(std::string path) {
    net::HttpRequest request{
        .url = url_ + path, .deadline = patience, .max_body = max_document, .identity = identity_};
    auto response = co_await client_.send(std::move(request));
    if (!response) co_return std::unexpected(to_string(response.error()));
    if (response->status != 200) {
        co_return std::unexpected(fmt::format("{}{}: {}", url_, path, refusal(*response)));
    }
    co_return std::move(response->body);
}

net::Task<std::expected<AgentView, std::string>> AgentApi::view() {
    const auto healthy = co_await get("/-/healthy");
    if (!healthy) co_return std::unexpected(healthy.error());
    const auto clusters = co_await get("/api/v1/clusters");
    if (!clusters) co_return std::unexpected(clusters.error());
    const auto alerts = co_await get("/api/v1/alerts");
    if (!alerts) co_return std::unexpected(alerts.error());
    auto read = read_agent_view(*clusters, *alerts);
    if (!read) co_return std::unexpected(fmt::format("{}: {}", url_, read.error()));
    co_return *std::move(read);
}

void say(std::string_view line) { fmt::print(stderr, "druidwatch: {}\n", line); }

void ask_agent(const Options& options,
               const std::function<net::Task<void>(net::Loop& loop, AgentApi& agent)>& work) {
    const auto identity = identity_for(options);
    if (!identity) return say(identity.error());
    net::Loop loop;
    net::HttpClient http(loop);
    AgentApi agent(http, options.url, *identity);
    boost::asio::signal_set signals(loop.context(), SIGTERM, SIGINT);
    signals.async_wait([&loop](const boost::system::error_code& error, int) {
        if (!error) loop.stop();
    });
    loop.spawn(work(loop, agent));
    loop.run();
}

}  // namespace druidwatch::cli
