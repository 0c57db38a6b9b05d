#pragma once

#include <optional>

#include <boost/system/error_code.hpp>

#include "exporters/web/limits.hpp"
#include "exporters/web/routes.hpp"

namespace druidwatch::exporters {

/// How a request that could not be read is answered; nothing when the client just left.
std::optional<Response> complaint(boost::system::error_code error, const WebLimits& limits);

}  // namespace druidwatch::exporters
