#pragma once

#include "exporters/web/routes.hpp"

namespace druidwatch::exporters {

/// /api/v1/openapi.json: what the JSON API answers, as OpenAPI 3.1.
Response api_description(const Request& request, const Context& context, std::string_view name);

}  // namespace druidwatch::exporters
