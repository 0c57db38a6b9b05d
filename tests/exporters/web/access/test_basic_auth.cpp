#include <catch2/catch.hpp>

#include "exporters/web/access/basic_auth.hpp"

using namespace druidwatch::exporters;

TEST_CASE("user and password are what stands before and after the first colon") {
    const auto given = parse_basic_auth("Basic YWxpY2U6cmlnaHQgaG9yc2U=");
    REQUIRE(given);
    CHECK(given->user == "alice");
    CHECK(given->password == "right horse");
    CHECK(parse_basic_auth("basic YTpiOmM=")->password == "b:c");
    CHECK(parse_basic_auth("BASIC   Og==")->user.empty());
}

TEST_CASE("what is not Basic, or not base64, is nobody") {
    for (const auto* header : {"", "Basic", "Basic ", "Bearer abc", "Basic YWxpY2U",
                               "Basic ====", "Basic YWxpY2U=", "Basic Y!==", "Basic YW=x"}) {
        CAPTURE(header);
        CHECK(!parse_basic_auth(header));
    }
}
