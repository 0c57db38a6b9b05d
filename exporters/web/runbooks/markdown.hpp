#pragma once

#include <string>
#include <string_view>

namespace druidwatch::exporters {

/// HTML of a runbook, which is Markdown with tables as GitHub has them. HTML in it is left out, and
/// so is what a link would run. A link to `X.md` leads to `X`, where the same page is served as
/// HTML; of one that leads out of the runbooks, and of an image, the words remain: a page loads
/// nothing. A heading is known by its words: "the-alerts".
std::string html_of_markdown(std::string_view text);

}  // namespace druidwatch::exporters
