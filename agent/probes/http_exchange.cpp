#include "probes/http_exchange.hpp"

#include "base/endpoint.hpp"
#include "net/loop.hpp"

namespace druidwatch::probes {

net::HttpRequest HttpTarget::get(std::string_view path, milliseconds deadline) const {
    return {.url = url + std::string(path), .deadline = deadline, .identity = identity};
}

net::HttpRequest HttpTarget::post_json(std::string_view path, std::string_view body,
                                       milliseconds deadline) const {
    auto request = get(path, deadline);
    request.method = "POST";
    request.body = body;
    request.content_type = "application/json";
    return request;
}

std::string HttpTarget::node() const {
    const auto endpoint = endpoint_of_url(url);
    return endpoint ? to_string(*endpoint) : url;
}

void HttpTarget::watch_connection(std::function<void()> on_lost) const {
    client.watch_connection(net::origin_of_url(url),
                            [on_lost = std::move(on_lost)](net::Loss loss) {
                                if (loss == net::Loss::unexpected) on_lost();
                            });
}

void HttpTarget::unwatch_connection() const { client.unwatch(net::origin_of_url(url)); }

std::string attempted_by(const net::HttpRequest& request) {
    return request.method + " " + request.url.substr(net::origin_of_url(request.url).size());
}

net::Task<HttpExchange> exchange(net::Loop& loop, net::HttpClient& client,
                                 net::HttpRequest request) {
    HttpExchange went{.attempted = attempted_by(request), .asked = loop.now()};
    went.response = co_await client.send(std::move(request));
    went.answered = loop.now();
    if (went.response) {
        // Narrower than ours: a request may have waited for its turn.
        went.asked = went.response->asked;
        went.answered = went.response->answered;
    }
    co_return went;
}

}  // namespace druidwatch::probes
