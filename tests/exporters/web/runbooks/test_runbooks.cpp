#include <algorithm>

#include <catch2/catch.hpp>

#include "exporters/web/embedded.hpp"
#include "exporters/web/routes.hpp"
#include "invariants/catalog.hpp"

using namespace druidwatch;
using namespace druidwatch::exporters;
using Catch::Contains;

namespace {

Response get(const std::string& target, const std::string& accept = "text/html,*/*;q=0.8",
             const Context& context = {}) {
    return respond({.method = "GET", .target = target, .accept = accept}, context);
}

}  // namespace

TEST_CASE("every alert of the catalog has its page, where its link leads") {
    for (const auto& row : invariants::catalog()) {
        const auto path = "/runbooks/" + invariants::runbook_of(row.id);
        CAPTURE(path);
        const auto response = get(path);
        CHECK(response.status == 200);
        CHECK(response.content_type == "text/html; charset=utf-8");
        CHECK_THAT(response.body, Contains("<h2 id=\"never\">\nNever\n</h2>"));
    }
}

TEST_CASE("both roles of a master lead to the runbook that they share") {
    const auto page = get("/runbooks/role/NoLeader").body;
    CHECK(get("/runbooks/coordinator/NoLeader").body == page);
    CHECK(get("/runbooks/overlord/NoLeader").body == page);
}

TEST_CASE("every link of every runbook leads to a page") {
    for (const auto& file : embedded_runbooks()) {
        const auto folder =
            "/runbooks/" + std::string(file.name).substr(0, file.name.rfind('/') + 1);
        const auto page =
            get(file.name == "README" ? "/runbooks/" : "/runbooks/" + std::string(file.name)).body;
        const auto main = page.substr(page.find("<main"));
        for (auto at = main.find("href=\""); at != main.npos; at = main.find("href=\"", at + 1)) {
            auto to = main.substr(at + 6, main.find('"', at + 6) - at - 6);
            if (to.starts_with("http") || to.starts_with("#")) continue;
            to = to.starts_with("../") ? "/runbooks/" + to.substr(3)
                                       : (file.name == "README" ? "/runbooks/" : folder) + to;
            CAPTURE(std::string(file.name), to);
            const auto status = get(to).status;
            CHECK((status == 200 || status == 308));
        }
    }
}

TEST_CASE("who asks for text gets it as it was written") {
    const auto as_written =
        std::ranges::find(embedded_runbooks(), "role/NoLeader", &EmbeddedFile::name)->body;
    for (const auto& response :
         {get("/runbooks/role/NoLeader.md"), get("/runbooks/role/NoLeader", "text/plain")}) {
        CHECK(response.content_type == "text/plain; charset=utf-8");
        CHECK(response.body == as_written);
    }
    CHECK_THAT(get("/runbooks/role/NoLeader", "text/html, text/plain").content_type,
               Contains("text/html"));
}

TEST_CASE("the index lists every alert, and both of its names lead to it") {
    const auto index = get("/runbooks/");
    CHECK(index.status == 200);
    CHECK_THAT(index.body, Contains("<h2 id=\"the-alerts\">") && Contains("href=\"#the-alerts\""));
    CHECK_THAT(index.body, Contains("<a href=\"metadata/SplitBrain\">DruidHaSplitBrain</a>"));
    CHECK(get("/runbooks/README").status == 308);
    const auto moved = get("/runbooks", "", {.route_prefix = "/druidwatch"});
    CHECK(moved.status == 404);
    const auto with_prefix = get("/druidwatch/runbooks", "", {.route_prefix = "/druidwatch"});
    CHECK(with_prefix.status == 308);
    CHECK(std::ranges::count(with_prefix.headers, std::pair<std::string, std::string>(
                                                      "Location", "/druidwatch/runbooks/")) == 1);
}

TEST_CASE("what is no runbook is said to be none, and where all of them are") {
    for (const auto* path :
         {"/runbooks/role/Nothing", "/runbooks/role", "/runbooks/../role/NoLeader",
          "/runbooks/a/b/c", "/runbooks/role/NoLeader/", "/runbooks/README/x"}) {
        CAPTURE(path);
        CHECK(get(path).status == 404);
        CHECK_THAT(get(path).body, Contains("listed at /runbooks/"));
    }
}

TEST_CASE("a runbook loads nothing of another host, and runs nothing") {
    const auto page = get("/runbooks/role/NoLeader");
    CHECK_THAT(page.body, !Contains("<script"));
    CHECK_THAT(page.body, !Contains("src="));
    CHECK(std::ranges::any_of(page.headers, [](const auto& header) {
        return header.first == "Content-Security-Policy" &&
               header.second.starts_with("default-src 'none'");
    }));
}
