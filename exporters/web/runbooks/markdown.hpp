#pragma once

#include <string>
#include <string_view>

namespace druidwatch::exporters {

/// HTML of the Markdown that runbooks are written in: headings, paragraphs, lists, indented and
/// fenced code, tables, code spans, emphasis and links. Whatever else is there, HTML included, is
/// text and shows as such. A link to `X.md` leads to `X`, where the same page is served as HTML;
/// one that leads out of the runbooks is no link. A heading is known by its words: "the-alerts".
std::string html_of_markdown(std::string_view text);

/// The same of what stands within one line or paragraph.
std::string html_of_inline(std::string_view text);

/// As it stands in HTML, between tags or between quotes.
std::string escape_html(std::string_view text);

}  // namespace druidwatch::exporters
