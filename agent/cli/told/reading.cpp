#include "cli/told/reading.hpp"

#include <stdexcept>

#include <boost/json/parse.hpp>
#include <boost/json/value_to.hpp>

#include "config/values.hpp"

namespace druidwatch::cli {

namespace json = boost::json;

json::value parse_answer(std::string_view document) {
    // What servers say is quoted in evidence, whatever its bytes are.
    const json::parse_options as_written{.allow_invalid_utf8 = true};
    return json::parse(json::string_view(document.data(), document.size()), {}, as_written);
}

std::string text_of(const json::object& object, std::string_view key) {
    return json::value_to<std::string>(object.at(key));
}

WallTime time_of(const json::object& object, std::string_view key) {
    const auto time = config::parse_wall_time(text_of(object, key));
    if (!time) throw std::invalid_argument(time.error().message);
    return *time;
}

std::optional<WallTime> maybe_time_of(const json::object& object, std::string_view key) {
    const auto* value = object.if_contains(key);
    if (!value || value->is_null()) return {};
    return time_of(object, key);
}

std::optional<double> maybe_number_of(const json::object& object, std::string_view key) {
    const auto* value = object.if_contains(key);
    if (!value || value->is_null()) return {};
    return value->to_number<double>();
}

}  // namespace druidwatch::cli
