#pragma once

#include <charconv>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace druidwatch::probes {

/// The first words of an answer as a person reads them: one line of printable ASCII, at most
/// 120 bytes; of an HTML page only its title.
std::string excerpt(std::string_view answer);

/// An answer that is none. Whoever asked adds what was attempted, and on whom.
Failure unreadable(std::string_view answer);

std::string_view trimmed(std::string_view text);

/// Takes one line off the front of `rest`, without its end (\n or \r\n).
std::string_view take_line(std::string_view& rest);

/// `text` before and after the first `separator`; nothing where there is none.
struct Split {
    std::string_view before;
    std::string_view after;
};
std::optional<Split> split_at_first(std::string_view text, char separator);

/// The whole of `text` as a number; nothing if it is none or does not fit.
template <class Integer>
std::optional<Integer> to_integer(std::string_view text, int base = 10) {
    Integer number{};
    const auto* end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, number, base);
    if (error != std::errc{} || rest != end || text.empty()) return {};
    return number;
}

/// Finite numbers only: "NaN" and "Infinity" are nothing.
std::optional<double> to_finite(std::string_view text);

}  // namespace druidwatch::probes
