#include <array>
#include <optional>

#include <fmt/format.h>

#include "exporters/web/runbooks/markdown.hpp"

namespace druidwatch::exporters {
namespace {

/// What was understood at the beginning of a text: its HTML, and how many bytes it stands for.
struct Span {
    std::string html;
    std::size_t size;
};

std::size_t run_of(std::string_view text, char c) {
    const auto end = text.find_first_not_of(c);
    return end == text.npos ? text.size() : end;
}

/// `code`, between as many backticks before as after.
std::optional<Span> code_span(std::string_view text) {
    const auto ticks = run_of(text, '`');
    for (auto at = text.find('`', ticks); at != text.npos; at = text.find('`', at)) {
        const auto closing = run_of(text.substr(at), '`');
        if (closing == ticks) {
            auto code = text.substr(ticks, at - ticks);
            if (code.size() > 2 && code.front() == ' ' && code.back() == ' ') {
                code = code.substr(1, code.size() - 2);
            }
            return Span{fmt::format("<code>{}</code>", escape_html(code)), at + ticks};
        }
        at += closing;
    }
    return {};
}

/// Where `mark` closes what it opened at the beginning; code spans hide what is in them.
std::size_t closing(std::string_view text, std::string_view mark) {
    for (auto at = mark.size(); at < text.size(); ++at) {
        if (text[at] == '\\') {
            ++at;
        } else if (text[at] == '`') {
            const auto code = code_span(text.substr(at));
            at += (code ? code->size : run_of(text.substr(at), '`')) - 1;
        } else if (text.substr(at).starts_with(mark) && text[at - 1] != ' ' && at > mark.size()) {
            return at;
        }
    }
    return text.npos;
}

std::optional<Span> emphasis(std::string_view text) {
    const std::string_view mark = text.starts_with("**") ? "**" : "*";
    if (text.size() <= mark.size() || text[mark.size()] == ' ') return {};
    const auto end = closing(text, mark);
    if (end == text.npos) return {};
    const auto* tag = mark.size() == 2 ? "strong" : "em";
    const auto within = text.substr(mark.size(), end - mark.size());
    return Span{fmt::format("<{0}>{1}</{0}>", tag, html_of_inline(within)), end + mark.size()};
}

/// Relative, or of the web: no scheme that runs something.
bool is_harmless(std::string_view to) {
    if (to.starts_with("https://") || to.starts_with("http://")) return true;
    return to.find(':') == to.npos && !to.starts_with("//");
}

std::optional<Span> link(std::string_view text) {
    const auto middle = text.find("](");
    if (middle == text.npos) return {};
    const auto label = text.substr(1, middle - 1);
    if (label.find_first_of("[]") != label.npos) return {};
    const auto end = text.find(')', middle);
    if (end == text.npos) return {};
    auto to = text.substr(middle + 2, end - middle - 2);
    if (to.find_first_of(" \n") != to.npos || !is_harmless(to)) return {};
    if (to.starts_with("../../")) {
        // Out of the runbooks, where nothing is served: named, as it can't be opened.
        return Span{html_of_inline(label), end + 1};
    }
    if (to.ends_with(".md") && to.find(':') == to.npos) to.remove_suffix(3);
    return Span{fmt::format("<a href=\"{}\">{}</a>", escape_html(to), html_of_inline(label)),
                end + 1};
}

std::optional<Span> marked(std::string_view text) {
    switch (text.front()) {
        case '`':
            return code_span(text);
        case '*':
            return emphasis(text);
        case '[':
            return link(text);
        default:
            return {};
    }
}

bool is_escape(std::string_view text) {
    constexpr std::string_view special = "\\`*[]_|#<>";
    return text.size() > 1 && text[0] == '\\' && special.find(text[1]) != special.npos;
}

}  // namespace

std::string escape_html(std::string_view text) {
    std::string html;
    for (const char c : text) {
        switch (c) {
            case '&':
                html += "&amp;";
                break;
            case '<':
                html += "&lt;";
                break;
            case '>':
                html += "&gt;";
                break;
            case '"':
                html += "&quot;";
                break;
            case '\'':
                html += "&#39;";
                break;
            default:
                html += c;
        }
    }
    return html;
}

std::string html_of_inline(std::string_view text) {
    std::string html;
    while (!text.empty()) {
        if (const auto span = marked(text)) {
            html += span->html;
            text.remove_prefix(span->size);
            continue;
        }
        if (is_escape(text)) text.remove_prefix(1);
        // A run of backticks or asterisks that closes nowhere stands for itself, as a whole.
        const auto size = text[0] == '`' || text[0] == '*' ? run_of(text, text[0]) : 1;
        html += escape_html(text.substr(0, size));
        text.remove_prefix(size);
    }
    return html;
}

}  // namespace druidwatch::exporters
