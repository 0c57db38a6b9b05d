#include <catch2/catch.hpp>

#include "exporters/web/runbooks/markdown.hpp"

using namespace druidwatch::exporters;

TEST_CASE("headings, paragraphs and emphasis are what they are called") {
    CHECK(html_of_markdown("# Title\nsome *words* and\n**more**\n\n## Second\n") ==
          "<h1 id=\"title\">Title</h1>\n<p>some <em>words</em> and\n<strong>more</strong></p>\n"
          "<h2 id=\"second\">Second</h2>\n");
    CHECK(html_of_markdown("#no heading") == "<p>#no heading</p>\n");
}

TEST_CASE("everything that could be HTML is text") {
    CHECK(html_of_markdown("<script>alert(1)</script> & \"so\" 'on'") ==
          "<p>&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;so&quot; &#39;on&#39;</p>\n");
    CHECK(html_of_markdown("    <b>&") == "<pre><code>&lt;b&gt;&amp;</code></pre>\n");
    CHECK(html_of_inline("`<b>`") == "<code>&lt;b&gt;</code>");
    CHECK(html_of_inline("[<b>](x)") == "<a href=\"x\">&lt;b&gt;</a>");
    CHECK(html_of_inline("[a](\"onclick=\"b)") == "<a href=\"&quot;onclick=&quot;b\">a</a>");
}

TEST_CASE("a link that would run something is text") {
    for (const auto* to :
         {"javascript:alert(1)", "data:text/html,x", "//elsewhere", "vbscript:x"}) {
        CHECK(html_of_inline(std::string("[a](") + to + ")") == std::string("[a](") + to + ")");
    }
    CHECK(html_of_inline("[a](https://b.example/c.md)") ==
          "<a href=\"https://b.example/c.md\">a</a>");
}

TEST_CASE("a runbook's link to another leads to its page") {
    CHECK(html_of_inline("[QuorumLost](../zookeeper/QuorumLost.md)") ==
          "<a href=\"../zookeeper/QuorumLost\">QuorumLost</a>");
    CHECK(html_of_inline("see [druid.md](../../../docs/druid.md)") == "see druid.md");
}

TEST_CASE("code is kept as it is written") {
    CHECK(html_of_inline("`a * b` and `**`") == "<code>a * b</code> and <code>**</code>");
    CHECK(html_of_inline("`` a ` b ``") == "<code>a ` b</code>");
    CHECK(html_of_inline("an `open one") == "an `open one");
    CHECK(html_of_markdown("    one\n\n      two\n\nthree") ==
          "<pre><code>one\n\n  two</code></pre>\n<p>three</p>\n");
    CHECK(html_of_markdown("```\n# x\n```\ny") == "<pre><code># x</code></pre>\n<p>y</p>\n");
}

TEST_CASE("asterisks that mark nothing stand for themselves") {
    CHECK(html_of_inline("2 * 3 * 4") == "2 * 3 * 4");
    CHECK(html_of_inline("**") == "**");
    CHECK(html_of_inline("*open") == "*open");
    CHECK(html_of_inline("druid_ha_node_up") == "druid_ha_node_up");
    CHECK(html_of_inline("\\*no\\*") == "*no*");
    CHECK(html_of_inline("**a *b* c**") == "<strong>a <em>b</em> c</strong>");
}

TEST_CASE("a step of a list holds its commands and tables, and goes on after them") {
    CHECK(html_of_markdown(
              "1. First:\n\n       ls -l\n\n   and look\n2. Second, which\n   goes on\n") ==
          "<ol>\n<li><p>First:</p>\n<pre><code>ls -l</code></pre>\n<p>and look</p>\n</li>\n"
          "<li><p>Second, which\ngoes on</p>\n</li>\n</ol>\n");
    CHECK(html_of_markdown("- a\n- b\n\nafter") ==
          "<ul>\n<li><p>a</p>\n</li>\n<li><p>b</p>\n</li>\n</ul>\n<p>after</p>\n");
    CHECK(html_of_markdown("- a\n  - b\n") ==
          "<ul>\n<li><p>a</p>\n<ul>\n<li><p>b</p>\n</li>\n</ul>\n</li>\n</ul>\n");
}

TEST_CASE("a table's cells may hold code with bars") {
    CHECK(html_of_markdown("| a | b |\n| --- | --- |\n| `x | y` | \\| |\n") ==
          "<table>\n<thead><tr><th>a</th><th>b</th></tr>\n</thead>\n<tbody>\n"
          "<tr><td><code>x | y</code></td><td>|</td></tr>\n</tbody>\n</table>\n");
    CHECK(html_of_markdown("| no table") == "<p>| no table</p>\n");
}

TEST_CASE("no text is too strange to end") {
    CHECK(html_of_markdown("").empty());
    CHECK(html_of_markdown("\n \n\t\n").empty());
    std::string deep;
    for (int i = 0; i < 200; ++i)
        deep += std::string(static_cast<std::size_t>(i) * 2, ' ') + "- x\n";
    CHECK_THAT(html_of_markdown(deep), Catch::Contains("<li>"));
    for (const auto* text :
         {"|", "- ", "1.", "[", "](", "![", "```", "#", "\\", "*`*", "|\n|-", "[a](b"}) {
        CAPTURE(text);
        CHECK_NOTHROW(html_of_markdown(text));
    }
}
