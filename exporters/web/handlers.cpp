#include "exporters/web/handlers.hpp"

#include <algorithm>

#include <boost/url/pct_string_view.hpp>
#include <fmt/format.h>

#include "exporters/prometheus/metrics.hpp"
#include "exporters/web/embedded.hpp"
#include "exporters/web/node_json.hpp"

namespace druidwatch::exporters {
namespace {

Response json(std::string body) {
    return {.content_type = "application/json",
            .body = std::move(body),
            .headers = {{"Cache-Control", "no-store"}}};
}

Response not_yet() { return error_response(503, "nothing has been watched yet"); }

Response file(std::string_view name, std::string_view content_type) {
    const auto found = std::ranges::find(embedded_page(), name, &EmbeddedFile::name);
    return {
        .content_type = std::string(content_type),
        .body = std::string(found->body),
        .headers = {{"Cache-Control", "no-cache"}, {"ETag", fmt::format("W/\"{}\"", found->hash)}}};
}

/// Nothing where the percent-encoding is none.
std::optional<std::string> decoded(std::string_view text) {
    const auto encoded = boost::urls::make_pct_string_view(text);
    if (!encoded) return {};
    std::string plain;
    encoded->decode({}, boost::urls::string_token::assign_to(plain));
    return plain;
}

bool too_old(const Context& context) {
    return context.now.mono - context.snapshot->taken.mono > snapshot_too_old;
}

}  // namespace

Response page(const Request&, const Context&, std::string_view) {
    auto response = file("index.html", "text/html; charset=utf-8");
    response.headers.emplace_back("Content-Security-Policy",
                                  "default-src 'none'; script-src 'self'; style-src 'self'; "
                                  "connect-src 'self'; img-src data:; base-uri 'none'; "
                                  "form-action 'none'; frame-ancestors 'self'");
    response.headers.emplace_back("Referrer-Policy", "no-referrer");
    return response;
}

Response page_style(const Request&, const Context&, std::string_view) {
    return file("page.css", "text/css; charset=utf-8");
}

Response page_script(const Request&, const Context&, std::string_view) {
    return file("page.js", "text/javascript; charset=utf-8");
}

Response runbook_style(const Request&, const Context&, std::string_view) {
    return file("runbook.css", "text/css; charset=utf-8");
}

Response metrics(const Request&, const Context& context, std::string_view) {
    auto families = process_families(context.usage());
    if (context.snapshot) {
        auto more = too_old(context) ? agent_families(*context.snapshot)
                                     : metric_families(*context.snapshot);
        std::ranges::move(more, std::back_inserter(families));
    }
    return {.content_type = "text/plain; version=0.0.4; charset=utf-8",
            .body = exposition(std::move(families))};
}

Response healthy(const Request&, const Context& context, std::string_view) {
    if (!context.snapshot || !too_old(context))
        return text_response(200, "druidwatch is healthy.\n");
    const auto age = context.now.mono - context.snapshot->taken.mono;
    return text_response(503, fmt::format("druidwatch stopped watching {} ago.\n", human(age)));
}

Response ready(const Request&, const Context& context, std::string_view) {
    if (!context.snapshot) return text_response(503, "druidwatch has not begun to watch.\n");
    for (const auto& cluster : context.snapshot->clusters) {
        if (cluster.complete) continue;
        return text_response(503, fmt::format("druidwatch has not yet asked everything of {}.\n",
                                              cluster.view.name));
    }
    return text_response(200, "druidwatch is ready.\n");
}

Response clusters(const Request&, const Context& context, std::string_view) {
    return context.snapshot ? json(clusters_document(*context.snapshot)) : not_yet();
}

Response one_cluster(const Request&, const Context& context, std::string_view name) {
    if (!context.snapshot) return not_yet();
    const auto cluster = decoded(name);
    if (!cluster) return error_response(404, fmt::format("no cluster can be called {}", name));
    auto document = cluster_document(*context.snapshot, *cluster);
    if (!document) return error_response(404, fmt::format("no cluster is called {}", *cluster));
    return json(std::move(*document));
}

Response one_node(const Request&, const Context& context, std::string_view path) {
    if (!context.snapshot) return not_yet();
    constexpr std::string_view between = "/nodes/";
    const auto at = path.find(between);
    if (at == std::string_view::npos) {
        return error_response(404, fmt::format("of a cluster there is no {}", path));
    }
    const auto cluster = decoded(path.substr(0, at));
    const auto node = decoded(path.substr(at + between.size()));
    auto document = cluster && node ? node_document(*context.snapshot, *cluster, *node)
                                    : std::optional<std::string>{};
    if (!document) return error_response(404, fmt::format("no such node is asked: {}", path));
    return json(std::move(*document));
}

Response alerts(const Request&, const Context& context, std::string_view) {
    return context.snapshot ? json(alerts_document(*context.snapshot, context.links)) : not_yet();
}

Response events(const Request&, const Context&, std::string_view) {
    return {.content_type = "text/event-stream",
            .headers = {{"Cache-Control", "no-store"}, {"X-Accel-Buffering", "no"}},
            .event_stream = true};
}

Response moved_to(std::string location) {
    auto response = text_response(308, fmt::format("It is at {}\n", location));
    response.headers.emplace_back("Location", std::move(location));
    return response;
}

}  // namespace druidwatch::exporters
