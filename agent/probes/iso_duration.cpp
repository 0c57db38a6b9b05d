#include "probes/iso_duration.hpp"

#include <cmath>

#include "probes/answer_text.hpp"

namespace druidwatch::probes {
namespace {

struct Unit {
    char letter;
    bool of_time;  ///< written behind the T
    milliseconds length;
};

// In the order in which they may follow each other.
constexpr Unit units[] = {
    {'W', false, 24h * 7}, {'D', false, 24h}, {'H', true, 1h}, {'M', true, 1min}, {'S', true, 1s}};

bool is_number(std::string_view text) {
    return !text.empty() && text.front() != '.' && text.back() != '.' &&
           text.find_first_not_of("0123456789.") == std::string_view::npos;
}

}  // namespace

std::optional<milliseconds> parse_iso_duration(std::string_view text) {
    if (!text.starts_with('P')) return {};
    text.remove_prefix(1);
    bool in_time = false;
    bool any = false;
    double sum = 0;
    for (const auto* unit = std::begin(units); !text.empty();) {
        if (!in_time && text.starts_with('T')) {
            in_time = true;
            any = false;  // something must follow
            text.remove_prefix(1);
            continue;
        }
        const auto end = text.find_first_not_of("0123456789.");
        if (end == std::string_view::npos || !is_number(text.substr(0, end))) return {};
        const auto amount = to_finite(text.substr(0, end));
        unit = std::find_if(unit, std::end(units), [&](const Unit& one) {
            return one.letter == text[end] && one.of_time == in_time;
        });
        if (unit == std::end(units) || !amount) return {};
        sum += *amount * static_cast<double>(unit->length.count());
        if (sum > static_cast<double>(longest_duration.count())) return {};
        ++unit;
        any = true;
        text.remove_prefix(end + 1);
    }
    if (!any) return {};
    return milliseconds{std::llround(sum)};
}

}  // namespace druidwatch::probes
