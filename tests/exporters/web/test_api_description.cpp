#include <boost/json/parse.hpp>
#include <catch2/catch.hpp>

#include "exporters/web/routes.hpp"

using namespace druidwatch::exporters;

namespace {

Response described(const std::string& known = {}) {
    return respond({.method = "GET", .target = "/api/v1/openapi.json", .if_none_match = known}, {});
}

std::string tag_of(const Response& response) {
    for (const auto& [name, value] : response.headers) {
        if (name == "ETag") return value;
    }
    return {};
}

}  // namespace

TEST_CASE("the API describes itself, also before anything was watched") {
    const auto response = described();
    CHECK(response.status == 200);
    CHECK(response.content_type == "application/json");
    const auto document = boost::json::parse(response.body);
    CHECK(document.at("openapi") == "3.1.0");
    CHECK(document.at("paths").as_object().contains("/api/v1/clusters"));
}

TEST_CASE("whoever has the description need not fetch it again") {
    const auto tag = tag_of(described());
    REQUIRE(!tag.empty());
    CHECK(described(tag).status == 304);
}
