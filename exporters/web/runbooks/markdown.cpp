#include "exporters/web/runbooks/markdown.hpp"

#include <algorithm>
#include <cctype>
#include <optional>
#include <span>
#include <vector>

#include <fmt/format.h>

namespace druidwatch::exporters {
namespace {

using Line = std::string_view;
using Lines = std::span<const Line>;

constexpr std::size_t code_indent = 4;
constexpr int deepest = 16;  ///< lists within lists

std::size_t indent_of(Line line) { return std::min(line.find_first_not_of(' '), line.size()); }

bool is_blank(Line line) { return line.find_first_not_of(" \t") == line.npos; }

Line without_indent(Line line, std::size_t at_most) {
    return line.substr(std::min(indent_of(line), at_most));
}

Line trimmed(Line line) {
    line.remove_prefix(indent_of(line));
    return line.substr(0, line.find_last_not_of(' ') + 1);
}

std::vector<Line> lines_of(std::string_view text) {
    std::vector<Line> lines;
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        auto line = text.substr(0, end);
        if (line.ends_with('\r')) line.remove_suffix(1);
        lines.push_back(line);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

/// 1 to 6, or 0 for a line that is no heading.
std::size_t heading_level(Line line) {
    const auto marks = std::min(line.find_first_not_of('#'), line.size());
    return marks <= 6 && marks < line.size() && line[marks] == ' ' ? marks : 0;
}

/// "the-alerts" of "The alerts".
std::string anchor_of(Line words) {
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

struct Marker {
    bool ordered;
    std::size_t width;  ///< where the item's text begins
};

std::optional<Marker> marker_of(Line line) {
    const auto indent = indent_of(line);
    if (indent >= code_indent || indent == line.size()) return {};
    auto at = indent;
    while (at < line.size() && line[at] >= '0' && line[at] <= '9') ++at;
    const bool ordered = at > indent;
    const auto mark = at < line.size() ? line[at] : '\0';
    if (ordered ? mark != '.' && mark != ')' : mark != '-' && mark != '*') return {};
    const auto text = line.find_first_not_of(' ', at + 1);
    if (text == line.npos || text == at + 1) return {};
    return Marker{ordered, text};
}

bool is_table_rule(Line line) {
    line = trimmed(line);
    return line.starts_with('|') && line.find('-') != line.npos &&
           line.find_first_not_of("|-: ") == line.npos;
}

std::vector<Line> cells_of(Line line) {
    line = trimmed(line);
    line.remove_prefix(1);
    if (line.ends_with('|') && !line.ends_with("\\|")) line.remove_suffix(1);
    std::vector<Line> cells;
    bool in_code = false;
    std::size_t begin = 0;
    for (std::size_t at = 0; at < line.size(); ++at) {
        if (line[at] == '\\')
            ++at;
        else if (line[at] == '`')
            in_code = !in_code;
        else if (line[at] == '|' && !in_code) {
            cells.push_back(trimmed(line.substr(begin, at - begin)));
            begin = at + 1;
        }
    }
    cells.push_back(trimmed(line.substr(begin)));
    return cells;
}

/// Takes block after block from the front of its lines.
class Blocks {
  public:
    Blocks(Lines lines, int depth) : lines_(lines), depth_(depth) {}

    std::string html() {
        std::string html;
        while (!done()) {
            if (is_blank(front()))
                take();
            else
                html += block();
        }
        return html;
    }

  private:
    bool done() const { return lines_.empty(); }
    Line front() const { return lines_.front(); }

    Line take() {
        const auto line = lines_.front();
        lines_ = lines_.subspan(1);
        return line;
    }

    bool table_begins() const {
        return lines_.size() > 1 && trimmed(front()).starts_with('|') && is_table_rule(lines_[1]);
    }

    bool paragraph_ends() const {
        return done() || is_blank(front()) || heading_level(front()) > 0 ||
               front().starts_with("```") || marker_of(front()) || table_begins();
    }

    std::string block() {
        if (indent_of(front()) >= code_indent) return indented_code();
        if (const auto level = heading_level(front())) {
            const auto words = trimmed(take().substr(level));
            return fmt::format("<h{0} id=\"{1}\">{2}</h{0}>\n", level, anchor_of(words),
                               html_of_inline(words));
        }
        if (front().starts_with("```")) return fenced_code();
        if (table_begins()) return table();
        if (const auto marker = marker_of(front()); marker && depth_ < deepest) {
            return list(marker->ordered);
        }
        return paragraph();
    }

    std::string paragraph() {
        std::string text;
        do {
            text += (text.empty() ? "" : "\n") + std::string(trimmed(take()));
        } while (!paragraph_ends());
        return fmt::format("<p>{}</p>\n", html_of_inline(text));
    }

    static std::string code(std::string text) {
        text.erase(text.find_last_not_of('\n') + 1);
        return fmt::format("<pre><code>{}</code></pre>\n", escape_html(text));
    }

    std::string indented_code() {
        std::string text;
        while (!done() && (is_blank(front()) || indent_of(front()) >= code_indent)) {
            text += std::string(without_indent(take(), code_indent)) + '\n';
        }
        return code(std::move(text));
    }

    std::string fenced_code() {
        take();
        std::string text;
        while (!done() && !front().starts_with("```")) text += std::string(take()) + '\n';
        if (!done()) take();
        return code(std::move(text));
    }

    static std::string row(Line line, const char* tag) {
        std::string html = "<tr>";
        for (const auto cell : cells_of(line)) {
            html += fmt::format("<{0}>{1}</{0}>", tag, html_of_inline(cell));
        }
        return html + "</tr>\n";
    }

    std::string table() {
        auto html = "<table>\n<thead>" + row(take(), "th") + "</thead>\n<tbody>\n";
        take();
        while (!done() && trimmed(front()).starts_with('|')) html += row(take(), "td");
        return html + "</tbody>\n</table>\n";
    }

    std::string list(bool ordered) {
        const auto* tag = ordered ? "ol" : "ul";
        auto html = fmt::format("<{}>\n", tag);
        while (!done()) {
            const auto marker = marker_of(front());
            if (!marker || marker->ordered != ordered) break;
            html += item(marker->width);
        }
        return html + fmt::format("</{}>\n", tag);
    }

    /// All that is indented as its first line's text, and lines that go on with its paragraph.
    std::string item(std::size_t width) {
        std::vector<Line> within{take().substr(width)};
        bool after_blank = false;
        while (!done()) {
            const bool inside = indent_of(front()) >= width;
            if (is_blank(front()))
                after_blank = true;
            else if (!inside && (after_blank || paragraph_ends()))
                break;
            else
                after_blank = false;
            within.push_back(without_indent(take(), width));
        }
        return fmt::format("<li>{}</li>\n", Blocks(within, depth_ + 1).html());
    }

    Lines lines_;
    int depth_;
};

}  // namespace

std::string html_of_markdown(std::string_view text) {
    const auto lines = lines_of(text);
    return Blocks(lines, 0).html();
}

}  // namespace druidwatch::exporters
