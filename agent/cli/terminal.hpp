#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace druidwatch::cli {

/// How a text may look where it goes.
struct Look {
    bool colour = false;
    std::size_t columns = 0;  ///< 0: no line ends early
    std::size_t rows = 0;     ///< 0: as many as there are
};

/// Of standard output. Colour only on a terminal, and not with NO_COLOR in the environment.
Look look_of_output();

bool output_is_terminal();

/// How many columns `text` takes: one for each character.
std::size_t width_of(std::string_view text);

/// `text` in lines of at most `columns`, each after the first behind `indent` spaces; the first
/// begins at `indent`, too, where something else already stands. Without `columns`, one line.
std::string wrapped(std::string_view text, std::size_t indent, std::size_t columns);

/// `text` in at most `columns`, its end replaced by an ellipsis where that is cut.
std::string shortened(std::string_view text, std::size_t columns);

/// What servers said may hold anything; no part of it commands the terminal.
std::string harmless(std::string_view text);

}  // namespace druidwatch::cli
