#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <boost/json/object.hpp>

#include "base/time.hpp"

/// Fields of an agent's answers. What is missing or of another type throws, as Boost.JSON does.
namespace druidwatch::cli {

boost::json::value parse_answer(std::string_view document);

std::string text_of(const boost::json::object& object, std::string_view key);
WallTime time_of(const boost::json::object& object, std::string_view key);
std::optional<WallTime> maybe_time_of(const boost::json::object& object, std::string_view key);
std::optional<double> maybe_number_of(const boost::json::object& object, std::string_view key);

}  // namespace druidwatch::cli
