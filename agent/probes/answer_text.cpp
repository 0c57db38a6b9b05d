#include "probes/answer_text.hpp"

#include <cmath>

namespace druidwatch::probes {
namespace {

constexpr std::size_t excerpt_bytes = 120;

// Druid's errors are often Jetty's HTML pages, of which only the title says anything.
std::string_view title_of(std::string_view answer) {
    constexpr std::string_view opening = "<title>";
    const auto begin = answer.find(opening);
    if (begin == std::string_view::npos) return answer;
    const auto title = answer.substr(begin + opening.size());
    return title.substr(0, title.find("</title>"));
}

}  // namespace

std::string excerpt(std::string_view answer) {
    std::string text;
    for (const char byte : trimmed(title_of(answer))) {
        if (text.size() == excerpt_bytes) return text + "...";
        const bool printable = byte >= ' ' && byte <= '~';
        const bool blank = byte == '\n' || byte == '\r' || byte == '\t';
        text += printable ? byte : blank ? ' ' : '?';
    }
    return text;
}

Failure unreadable(std::string_view answer) {
    return {Reason::protocol, {}, {}, "unreadable answer: " + excerpt(answer)};
}

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blanks = " \t\r\n";
    const auto begin = text.find_first_not_of(blanks);
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
}

std::string_view take_line(std::string_view& rest) {
    const auto end = rest.find('\n');
    auto line = rest.substr(0, end);
    rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
}

std::optional<Split> split_at_first(std::string_view text, char separator) {
    const auto at = text.find(separator);
    if (at == std::string_view::npos) return {};
    return Split{text.substr(0, at), text.substr(at + 1)};
}

std::optional<double> to_finite(std::string_view text) {
    double number = 0;
    const auto* end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, number);
    if (error != std::errc{} || rest != end || text.empty() || !std::isfinite(number)) return {};
    return number;
}

}  // namespace druidwatch::probes
