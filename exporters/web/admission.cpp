#include "exporters/web/admission.hpp"

namespace druidwatch::exporters {
namespace {

namespace asio = boost::asio;

Response refusal(int status, std::string_view why) {
    Response response{
        .status = status,
        .content_type = "text/plain; charset=utf-8",
        .body = std::string(why) + "\n",
        .headers = {{"Cache-Control", "no-store"}, {"X-Content-Type-Options", "nosniff"}}};
    if (status == 401) response.headers.emplace_back("WWW-Authenticate", "Basic");
    if (status == 503) response.headers.emplace_back("Retry-After", "5");
    return response;
}

}  // namespace

asio::awaitable<std::optional<Response>> turned_away(std::string_view authorization,
                                                     AccessPtr access, Service& service) {
    const auto& config = access->config;
    if (!service.rate.admit(config.rate_limit, service.context().now.mono)) {
        co_return refusal(429, "There are more requests than rate_limit lets in.");
    }
    if (config.users.empty()) co_return std::nullopt;
    auto given = parse_basic_auth(authorization);
    if (!given) co_return refusal(401, "Say who you are.");
    const auto right = co_await service.passwords.check(config.users, *std::move(given));
    if (!right) co_return refusal(503, "Too many passwords wait to be checked.");
    if (!*right) co_return refusal(401, "There is no such user, or the password is another.");
    co_return std::nullopt;
}

}  // namespace druidwatch::exporters
