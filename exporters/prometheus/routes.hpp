#pragma once

#include "exporters/web/routes.hpp"

/// What Prometheus asks for beside /metrics.
namespace druidwatch::exporters {

/// /sd/v1/targets
Response discovered(const Request& request, const Context& context, std::string_view name);

/// /probe
Response probe(const Request& request, const Context& context, std::string_view name);

}  // namespace druidwatch::exporters
