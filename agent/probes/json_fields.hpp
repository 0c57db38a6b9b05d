#pragma once

#include <string>
#include <string_view>

#include <boost/json/object.hpp>

namespace druidwatch::probes {

/// A field that is a text, as one short line; empty where it is missing or none.
std::string text_of(const boost::json::object& object, std::string_view key);

/// A field that is a port, 1 to 65535; -1 where it is missing or none.
int port_of(const boost::json::object& object, std::string_view key);

}  // namespace druidwatch::probes
