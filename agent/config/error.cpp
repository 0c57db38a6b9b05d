#include "config/error.hpp"

#include <algorithm>
#include <tuple>

#include <fmt/format.h>

namespace druidwatch::config {

std::string to_string(const ConfigError& error) {
    auto text = error.file;
    if (error.line > 0) text += fmt::format(":{}:{}", error.line, error.column);
    text += ": " + error.message;
    if (!error.remedy.empty()) text += ": " + error.remedy;
    return text;
}

void Problems::add(Place place, std::string message, std::string remedy) {
    errors_.push_back({file_, place.line, place.column, std::move(message), std::move(remedy)});
}

std::vector<ConfigError> Problems::sorted() const {
    auto errors = errors_;
    std::ranges::sort(errors, {}, [](const ConfigError& error) {
        return std::tie(error.line, error.column, error.message);
    });
    return errors;
}

}  // namespace druidwatch::config
