#include <boost/json/parse.hpp>
#include <catch2/catch.hpp>

#include "exporters/web/handlers.hpp"
#include "exporters/web/routes.hpp"
#include "support/story.hpp"

using namespace druidwatch;
using namespace druidwatch::exporters;
using Catch::Contains;

namespace {

Context of(watch::Snapshot snapshot) {
    const auto now = snapshot.taken;
    return {.snapshot = std::make_shared<const watch::Snapshot>(std::move(snapshot)), .now = now};
}

Context healthy_context() { return of(test::story("healthy").until(1s).snapshot()); }

Response get(const std::string& target, const Context& context = healthy_context()) {
    return respond({.method = "GET", .target = target}, context);
}

std::string header(const Response& response, std::string_view name) {
    for (const auto& [each, value] : response.headers) {
        if (each == name) return value;
    }
    return {};
}

}  // namespace

TEST_CASE("every route that the errors name answers") {
    const auto error = boost::json::parse(get("/nowhere").body).as_object();
    CHECK(get("/nowhere").status == 404);
    CHECK(error.at("error") == "there is no /nowhere");
    for (const auto& route : error.at("routes").as_array()) {
        std::string path(route.as_string());
        const auto name = path.find("{name}");
        if (name != std::string::npos) path.replace(name, 6, "production");
        if (path.ends_with("{node}")) path.replace(path.find('{'), 6, "m1:8081");
        if (path.ends_with("{path}")) path.replace(path.find('{'), 6, "role/NoLeader");
        CAPTURE(path);
        // Without a target there is nothing to probe, without an archive nothing to look up, and
        // nothing is reloaded by who only reads.
        static const std::map<std::string, int> others{
            {"/probe", 400}, {"/api/v1/history", 503}, {"/config", 503}, {"/-/reload", 405}};
        const auto other = others.find(path);
        CHECK(get(path).status == (other == others.end() ? 200 : other->second));
    }
}

TEST_CASE("only GET and HEAD are allowed, and the error says so") {
    for (const auto* method : {"POST", "PUT", "DELETE", "BREW"}) {
        const auto response = respond({.method = method, .target = "/metrics"}, healthy_context());
        CHECK(response.status == 405);
        CHECK(header(response, "Allow") == "GET, HEAD");
        CHECK_THAT(response.body, Contains("/metrics"));
    }
    CHECK(respond({.method = "HEAD", .target = "/metrics"}, healthy_context()).status == 200);
}

TEST_CASE("a query does not change the route") {
    CHECK(get("/metrics?name[]=x").status == 200);
    CHECK(get("/?").status == 200);
}

TEST_CASE("a node is found by its cluster and its name, percent-encoded or not") {
    const auto context = healthy_context();
    CHECK_THAT(get("/api/v1/clusters/production/nodes/m1%3A8081", context).body,
               Contains(R"("node":"m1:8081")"));
    CHECK(get("/api/v1/clusters/production/nodes/m1:8081", context).status == 200);
    CHECK(get("/api/v1/clusters/production/nodes/m9:8081", context).status == 404);
    CHECK(get("/api/v1/clusters/staging/nodes/m1:8081", context).status == 404);
    CHECK(get("/api/v1/clusters/production/nodes/%zz", context).status == 404);
    CHECK(get("/api/v1/clusters/production/m1:8081", context).status == 404);
}

TEST_CASE("one cluster is found by its name, percent-encoded or not") {
    auto context = of([] {
        auto snapshot = test::story("healthy").until(1s).snapshot();
        snapshot.clusters.front().view.name = "eu prod/1";
        return snapshot;
    }());
    CHECK_THAT(get("/api/v1/clusters/eu%20prod%2F1", context).body,
               Contains(R"("name":"eu prod/1")"));
    CHECK(get("/api/v1/clusters/staging", context).status == 404);
    CHECK(get("/api/v1/clusters/%zz", context).status == 404);
    CHECK(get("/api/v1/clusters/", context).status == 404);
}

TEST_CASE("ready only once every cluster has been asked everything") {
    CHECK(get("/-/ready", Context{}).status == 503);
    auto snapshot = test::story("healthy").until(1s).snapshot();
    CHECK(get("/-/ready", of(snapshot)).status == 200);
    snapshot.clusters.push_back(snapshot.clusters.front());
    snapshot.clusters.back().complete = false;
    CHECK(get("/-/ready", of(snapshot)).status == 503);
}

TEST_CASE("healthy from the start, until snapshots stop coming") {
    CHECK(get("/-/healthy", Context{}).status == 200);
    auto context = healthy_context();
    context.now = context.now + snapshot_too_old;
    CHECK(get("/-/healthy", context).status == 200);
    context.now = context.now + 1s;
    CHECK(get("/-/healthy", context).status == 503);
}

TEST_CASE("metrics of a snapshot that is too old tell of the agent only") {
    auto context = healthy_context();
    CHECK_THAT(get("/metrics", context).body, Contains("druid_ha_node_up{"));
    context.now = context.now + snapshot_too_old + 1s;
    CHECK_THAT(get("/metrics", context).body, !Contains("druid_ha_"));
    CHECK_THAT(get("/metrics", context).body, Contains("druidwatch_snapshot_timestamp_seconds"));
}

TEST_CASE("before the first snapshot there are metrics of the process, and no documents") {
    CHECK_THAT(get("/metrics", Context{}).body, Contains("process_cpu_seconds_total"));
    CHECK(get("/api/v1/clusters", Context{}).status == 503);
    CHECK(get("/api/v1/alerts", Context{}).status == 503);
}

TEST_CASE("with a prefix everything is under it") {
    auto context = healthy_context();
    context.route_prefix = normal_prefix("druidwatch/");
    CHECK(context.route_prefix == "/druidwatch");
    CHECK(get("/druidwatch/metrics", context).status == 200);
    CHECK(get("/druidwatch/", context).status == 200);
    CHECK(get("/druidwatch", context).status == 308);
    CHECK(header(get("/druidwatch", context), "Location") == "/druidwatch/");
    CHECK(get("/metrics", context).status == 404);
    CHECK(get("/druidwatchmetrics", context).status == 404);
}

TEST_CASE("large bodies are packed for whoever takes it, and say that they depend on it") {
    const auto packed = respond({.method = "GET", .target = "/metrics", .accept_encoding = "gzip"},
                                healthy_context());
    CHECK(header(packed, "Content-Encoding") == "gzip");
    CHECK(packed.body.starts_with("\x1f\x8b"));
    const auto plain = get("/metrics");
    CHECK(header(plain, "Content-Encoding") == "");
    CHECK(header(plain, "Vary") == "Accept-Encoding");
}

TEST_CASE("a page that the browser has already is not sent again") {
    const auto first = get("/page.js");
    const auto again =
        respond({.method = "GET", .target = "/page.js", .if_none_match = header(first, "ETag")},
                healthy_context());
    CHECK(again.status == 304);
    CHECK(again.body.empty());
}

TEST_CASE("the page is small and asks nobody else") {
    std::size_t bytes = 0;
    for (const auto* file : {"/", "/page.css", "/page.js"}) bytes += get(file).body.size();
    CHECK(bytes < 60'000);
    CHECK_THAT(header(get("/"), "Content-Security-Policy"), Contains("default-src 'none'"));
}
