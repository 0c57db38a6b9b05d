#include "cli/terminal.hpp"

#include <algorithm>
#include <cstdlib>

#include <sys/ioctl.h>
#include <unistd.h>

namespace druidwatch::cli {
namespace {

/// The first byte of a character of UTF-8, not one that goes on.
bool begins_character(char byte) { return (static_cast<unsigned char>(byte) & 0xc0U) != 0x80U; }

bool set(const char* variable) {
    const char* value = std::getenv(variable);
    return value && *value != '\0';
}

}  // namespace

bool output_is_terminal() { return isatty(STDOUT_FILENO) == 1; }

Look look_of_output() {
    if (!output_is_terminal()) return {};
    winsize size{};
    ioctl(STDOUT_FILENO, TIOCGWINSZ, &size);
    return {.colour = !set("NO_COLOR"), .columns = size.ws_col, .rows = size.ws_row};
}

std::size_t width_of(std::string_view text) {
    return static_cast<std::size_t>(std::ranges::count_if(text, begins_character));
}

std::string wrapped(std::string_view text, std::size_t indent, std::size_t columns) {
    std::string lines;
    auto column = indent;
    while (!text.empty()) {
        const auto word = text.substr(0, text.find(' '));
        const auto width = width_of(word);
        if (columns > 0 && column > indent && column + 1 + width > columns) {
            lines += "\n" + std::string(indent, ' ');
            column = indent;
        } else if (column > indent) {
            lines += ' ';
            ++column;
        }
        lines += word;
        column += width;
        text.remove_prefix(std::min(word.size() + 1, text.size()));
    }
    return lines;
}

std::string shortened(std::string_view text, std::size_t columns) {
    if (width_of(text) <= columns) return std::string(text);
    if (columns == 0) return {};
    std::string kept;
    std::size_t width = 0;
    for (const char byte : text) {
        if (begins_character(byte) && ++width == columns) break;
        kept += byte;
    }
    return kept + "…";
}

std::string harmless(std::string_view text) {
    std::string clean;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        // U+0080 to U+009F are commands to some terminals, too.
        const bool c1 =
            byte == 0xc2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xa0;
        if (c1) ++i;
        clean += c1 || byte < 0x20 || byte == 0x7f ? ' ' : text[i];
    }
    return clean;
}

}  // namespace druidwatch::cli
