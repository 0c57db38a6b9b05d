#include "exporters/web/routes.hpp"

#include <algorithm>
#include <array>

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "exporters/prometheus/routes.hpp"
#include "exporters/web/api_description.hpp"
#include "exporters/web/config_routes.hpp"
#include "exporters/web/gzip.hpp"
#include "exporters/web/handlers.hpp"
#include "exporters/web/history_route.hpp"
#include "exporters/web/runbooks/runbooks.hpp"

namespace druidwatch::exporters {
namespace {

struct Route {
    /// {name} at its end takes any last segment; else the first brace takes all that follows.
    std::string_view path;
    Response (*answer)(const Request& request, const Context& context, std::string_view name);
    std::string_view method = "GET";  ///< GET takes HEAD, too
};

constexpr std::array routes{
    Route{"/", page},
    Route{"/page.css", page_style},
    Route{"/page.js", page_script},
    Route{"/runbook.css", runbook_style},
    Route{"/runbooks/", runbook_index},
    Route{"/runbooks/{path}", runbook},
    Route{"/metrics", metrics},
    Route{"/probe", probe},
    Route{"/sd/v1/targets", discovered},
    Route{"/-/healthy", healthy},
    Route{"/-/ready", ready},
    Route{"/-/reload", reload, "POST"},
    Route{"/config", configuration},
    Route{"/api/v1/clusters", clusters},
    Route{"/api/v1/clusters/{name}", one_cluster},
    Route{"/api/v1/clusters/{name}/nodes/{node}", one_node},
    Route{"/api/v1/alerts", alerts},
    Route{"/api/v1/history", history_of},
    Route{"/api/v1/events", events},
    Route{"/api/v1/openapi.json", api_description},
};

/// What stands for {name} or {path}, "" for a route without; nothing where it does not match.
std::optional<std::string_view> matched(const Route& route, std::string_view path) {
    const auto brace = route.path.find('{');
    if (brace == std::string_view::npos) {
        return path == route.path ? std::optional(std::string_view{}) : std::nullopt;
    }
    if (!path.starts_with(route.path.substr(0, brace))) return {};
    const auto name = path.substr(brace);
    const bool one_segment = route.path.ends_with("{name}");
    if (name.empty() || (one_segment && name.find('/') != name.npos)) return {};
    return name;
}

Response route(const Request& request, const Context& context) {
    std::string_view path = request.target;
    path = path.substr(0, path.find('?'));
    if (!context.route_prefix.empty()) {
        if (path == context.route_prefix) return moved_to(context.route_prefix + "/");
        if (!path.starts_with(context.route_prefix + "/")) {
            return error_response(
                404, fmt::format("everything here is under {}/", context.route_prefix));
        }
        path.remove_prefix(context.route_prefix.size());
    }
    for (const auto& candidate : routes) {
        const auto name = matched(candidate, path);
        if (!name) continue;
        const bool reads = candidate.method == "GET";
        if (request.method == candidate.method || (reads && request.method == "HEAD")) {
            return candidate.answer(request, context, *name);
        }
        auto response = error_response(405, request.method + " is not allowed here");
        response.headers.emplace_back("Allow", reads ? "GET, HEAD" : candidate.method);
        return response;
    }
    if (std::ranges::find(routes, fmt::format("{}/", path), &Route::path) != routes.end()) {
        return moved_to(fmt::format("{}{}/", context.route_prefix, path));
    }
    return error_response(404, fmt::format("there is no {}", path));
}

void compress(Response& response, const Request& request) {
    constexpr std::size_t worth_it = 1024;
    if (response.event_stream || response.body.size() < worth_it) return;
    const auto vary = std::ranges::find(response.headers, "Vary", &Header::first);
    if (vary == response.headers.end())
        response.headers.emplace_back("Vary", "Accept-Encoding");
    else
        vary->second += ", Accept-Encoding";
    if (!accepts_gzip(request.accept_encoding)) return;
    if (auto packed = gzip(response.body)) {
        response.body = std::move(*packed);
        response.headers.emplace_back("Content-Encoding", "gzip");
    }
}

void revalidate(Response& response, const Request& request) {
    const auto tag = std::ranges::find(response.headers, "ETag", &Header::first);
    if (tag == response.headers.end() || request.if_none_match != tag->second) return;
    response.status = 304;
    response.body.clear();
}

}  // namespace

Response respond(const Request& request, const Context& context) {
    auto response = route(request, context);
    return response.later ? response : finished(std::move(response), request);
}

Response finished(Response response, const Request& request) {
    response.headers.emplace_back("X-Content-Type-Options", "nosniff");
    revalidate(response, request);
    compress(response, request);
    return response;
}

Response error_response(int status, std::string_view what) {
    boost::json::array known;
    for (const auto& each : routes) known.emplace_back(each.path);
    const boost::json::object body{{"error", what}, {"routes", std::move(known)}};
    return {.status = status,
            .content_type = "application/json",
            .body = boost::json::serialize(body) + "\n"};
}

Response text_response(int status, std::string body) {
    return {.status = status,
            .content_type = "text/plain; charset=utf-8",
            .body = std::move(body),
            .headers = {{"Cache-Control", "no-store"}}};
}

std::string normal_prefix(std::string_view prefix) {
    while (prefix.ends_with('/')) prefix.remove_suffix(1);
    while (prefix.starts_with('/')) prefix.remove_prefix(1);
    return prefix.empty() ? std::string{} : fmt::format("/{}", prefix);
}

}  // namespace druidwatch::exporters
