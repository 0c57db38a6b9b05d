#include <catch2/catch.hpp>

#include "exporters/web/runbooks/markdown.hpp"

using namespace druidwatch::exporters;
using Catch::Contains;

TEST_CASE("a heading is known by its words, whatever marks are among them") {
    CHECK_THAT(html_of_markdown("# Title\n\nwords\n\n## The `alerts`, *all*\n"),
               Contains("<h1 id=\"title\">\nTitle\n</h1>\n<p>words</p>") &&
                   Contains("<h2 id=\"the-alerts-all\">\nThe <code>alerts</code>, <em>all</em>"));
    CHECK_THAT(html_of_markdown("- within a list\n\n  ## Never\n"),
               Contains("<h2 id=\"never\">\nNever\n</h2>"));
}

TEST_CASE("HTML is left out, and what looks like it in code is text") {
    const auto page = html_of_markdown(
        "<script>alert(1)</script>\n\n<b onclick=\"x\">a</b> & \"so\" `<pid>`\n\n    <b>&\n");
    CHECK_THAT(page, !Contains("<script") && !Contains("<b") && !Contains("onclick"));
    CHECK_THAT(page, Contains("a") && Contains("&amp; &quot;so&quot; <code>&lt;pid&gt;</code>") &&
                         Contains("<pre><code>&lt;b&gt;&amp;\n</code></pre>"));
}

TEST_CASE("a link that would run something leads nowhere") {
    for (const auto* to : {"javascript:alert(1)", "data:text/html,x", "vbscript:x", "file:///x"}) {
        CHECK(html_of_markdown(std::string("[a](") + to + ")") == "<p><a href=\"\">a</a></p>\n");
    }
    CHECK(html_of_markdown("[a](<\"onclick=\"b>)") == "<p><a href=\"%22onclick=%22b\">a</a></p>\n");
}

TEST_CASE("a runbook's link to another leads to its page") {
    CHECK(html_of_markdown("[QuorumLost](../zookeeper/QuorumLost.md)") ==
          "<p><a href=\"../zookeeper/QuorumLost\">QuorumLost</a></p>\n");
    CHECK(html_of_markdown("[a](https://b.example/c.md)") ==
          "<p><a href=\"https://b.example/c.md\">a</a></p>\n");
}

TEST_CASE("of a link out of the runbooks the words remain, in a table as well") {
    CHECK(html_of_markdown("see [the *page* `x`](../../../docs/druid.md).") ==
          "<p>see the <em>page</em> <code>x</code>.</p>\n");
    CHECK_THAT(html_of_markdown("| a |\n| --- |\n| see [druid.md](../../../docs/druid.md) |\n"),
               Contains("<td>see druid.md</td>"));
}

TEST_CASE("an image is its words: a page loads nothing") {
    CHECK(html_of_markdown("see ![a *picture*](https://b.example/c.png)!") ==
          "<p>see a <em>picture</em>!</p>\n");
}

TEST_CASE("a step of a list holds its commands, and goes on after them") {
    CHECK(html_of_markdown("1. First:\n\n       ls -l\n\n   and look\n2. Second\n") ==
          "<ol>\n<li>\n<p>First:</p>\n<pre><code>ls -l\n</code></pre>\n<p>and look</p>\n</li>\n"
          "<li>\n<p>Second</p>\n</li>\n</ol>\n");
}

TEST_CASE("a table is one, and its cells may hold code with bars") {
    CHECK(html_of_markdown("| a | b |\n| --- | --- |\n| `x \\| y` | \\| |\n") ==
          "<table>\n<thead>\n<tr>\n<th>a</th>\n<th>b</th>\n</tr>\n</thead>\n<tbody>\n"
          "<tr>\n<td><code>x | y</code></td>\n<td>|</td>\n</tr>\n</tbody>\n</table>\n");
}

TEST_CASE("no text is too strange to end") {
    CHECK(html_of_markdown("").empty());
    std::string deep;
    for (int i = 0; i < 200; ++i) {
        deep += std::string(static_cast<std::size_t>(i) * 2, ' ') + "- x\n";
    }
    CHECK_THAT(html_of_markdown(deep), Contains("<li>"));
    for (const auto* text : {"|", "- ", "[", "](", "![", "```", "#", "\\", "|\n|-", "[a](b",
                             "[![[a](b)](c)](../../d)", "# [a](../../b) ![c](d)", "\xff"}) {
        CAPTURE(text);
        CHECK_NOTHROW(html_of_markdown(text));
    }
}
