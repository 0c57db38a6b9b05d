#include "exporters/web/runbooks/markdown.hpp"

#include <cctype>
#include <cstdlib>
#include <memory>

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm.h>
#include <fmt/format.h>

namespace druidwatch::exporters {
namespace {

template <auto Free>
struct Release {
    void operator()(auto* held) const { Free(held); }
};

using Parser = std::unique_ptr<cmark_parser, Release<cmark_parser_free>>;
using Node = std::unique_ptr<cmark_node, Release<cmark_node_free>>;
using Iterator = std::unique_ptr<cmark_iter, Release<cmark_iter_free>>;
using Text = std::unique_ptr<char, Release<std::free>>;

/// No raw HTML and no `javascript:`; the library's default, and said all the same.
constexpr int options = CMARK_OPT_SAFE | CMARK_OPT_VALIDATE_UTF8;

/// "the-alerts" of "The alerts".
std::string anchor_of(std::string_view words) {
    std::string anchor;
    for (const char c : words) {
        if (std::isalnum(static_cast<unsigned char>(c)) != 0) {
            anchor += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        } else if (!anchor.empty() && !anchor.ends_with('-')) {
            anchor += '-';
        }
    }
    return anchor;
}

/// The library's headings have no ids, so it becomes a block whose tags are ours.
void name_heading(cmark_node* heading, std::string_view words) {
    const auto level = cmark_node_get_heading_level(heading);
    auto* named = cmark_node_new(CMARK_NODE_CUSTOM_BLOCK);
    cmark_node_set_on_enter(named, fmt::format("<h{} id=\"{}\">", level, anchor_of(words)).c_str());
    cmark_node_set_on_exit(named, fmt::format("</h{}>", level).c_str());
    while (auto* child = cmark_node_first_child(heading)) {
        if (cmark_node_append_child(named, child) == 0) break;
    }
    cmark_node_replace(heading, named);
    cmark_node_free(heading);
}

/// What stands in the node takes its place.
void keep_words(cmark_node* node) {
    while (auto* child = cmark_node_first_child(node)) {
        if (cmark_node_insert_before(node, child) == 0) break;
    }
    cmark_node_free(node);
}

void lead_to_page(cmark_node* link) {
    std::string to = cmark_node_get_url(link);
    if (to.starts_with("../../")) {
        keep_words(link);
    } else if (to.ends_with(".md") && to.find(':') == to.npos) {
        to.resize(to.size() - 3);
        cmark_node_set_url(link, to.c_str());
    }
}

/// A node is changed when the walk leaves it: from then on the iterator holds none of it.
void adapt(cmark_node* document) {
    const Iterator walk(cmark_iter_new(document));
    std::string words;  // since the last heading began
    for (auto event = cmark_iter_next(walk.get()); event != CMARK_EVENT_DONE;
         event = cmark_iter_next(walk.get())) {
        auto* node = cmark_iter_get_node(walk.get());
        const auto type = cmark_node_get_type(node);
        if (event == CMARK_EVENT_ENTER) {
            if (type == CMARK_NODE_HEADING) words.clear();
            if (const auto* literal = cmark_node_get_literal(node)) words += literal;
        } else if (type == CMARK_NODE_HEADING) {
            name_heading(node, words);
        } else if (type == CMARK_NODE_LINK) {
            lead_to_page(node);
        } else if (type == CMARK_NODE_IMAGE) {
            keep_words(node);
        }
    }
}

}  // namespace

std::string html_of_markdown(std::string_view text) {
    cmark_gfm_core_extensions_ensure_registered();
    const Parser parser(cmark_parser_new(options));
    cmark_parser_attach_syntax_extension(parser.get(), cmark_find_syntax_extension("table"));
    cmark_parser_feed(parser.get(), text.data(), text.size());
    const Node document(cmark_parser_finish(parser.get()));
    adapt(document.get());
    return Text(cmark_render_html(document.get(), options,
                                  cmark_parser_get_syntax_extensions(parser.get())))
        .get();
}

}  // namespace druidwatch::exporters
