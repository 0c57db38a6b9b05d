#include "exporters/prometheus/routes.hpp"

#include "exporters/prometheus/metrics.hpp"
#include "exporters/prometheus/probe_desk.hpp"
#include "exporters/prometheus/probe_request.hpp"
#include "exporters/prometheus/probe_words.hpp"
#include "exporters/prometheus/service_discovery.hpp"

namespace druidwatch::exporters {
namespace {

std::string answer_of(const ProbeRequest& request, const watch::Snapshot& seen, Instant asked) {
    const ProbeOutcome outcome{
        .success = request.module->succeeded(seen.clusters.front().view, seen.taken.mono),
        .took = std::chrono::duration_cast<milliseconds>(seen.taken.mono - asked.mono)};
    auto text = exposition(probe_families(seen, outcome));
    return request.debug ? probe_words(seen) + "\n" + text : text;
}

boost::asio::awaitable<Response> probed(ProbeDesk& desk, ProbeRequest request,
                                        config::Config config, Instant asked) {
    const auto seen = co_await desk.ask(std::move(config), request.timeout);
    if (!seen) co_return error_response(500, "the probe could not begin");
    Response response{.content_type = request.debug ? "text/plain; charset=utf-8"
                                                    : "text/plain; version=0.0.4; charset=utf-8",
                      .body = answer_of(request, *seen, asked)};
    co_return response;
}

}  // namespace

Response discovered(const Request&, const Context& context, std::string_view) {
    return {.content_type = "application/json",
            .body = context.snapshot ? discovered_targets(*context.snapshot) : "[]\n",
            .headers = {{"Cache-Control", "no-store"}}};
}

Response probe(const Request& request, const Context& context, std::string_view) {
    auto asked_for = read_probe_request(request.query(), request.scrape_timeout);
    if (!asked_for) return error_response(400, asked_for.error());
    if (!context.probes) return error_response(503, "nothing is probed here");
    auto config =
        config_for(*asked_for, context.probes->settings()->config, context.snapshot.get());
    if (!config) return error_response(400, config.error());
    if (!context.probes->has_room()) {
        return error_response(503, "as many probes as may be are under way");
    }
    return {.later = [&desk = *context.probes, wanted = *std::move(asked_for),
                      config = *std::move(config),
                      now = context.now] { return probed(desk, wanted, config, now); }};
}

}  // namespace druidwatch::exporters
