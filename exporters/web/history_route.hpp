#pragma once

#include "exporters/web/routes.hpp"

namespace druidwatch::exporters {

/// /api/v1/history
Response history_of(const Request& request, const Context& context, std::string_view name);

}  // namespace druidwatch::exporters
