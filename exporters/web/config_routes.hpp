#pragma once

#include "exporters/web/routes.hpp"

namespace druidwatch::exporters {

/// GET /config: the configuration that is worked by, without secrets.
Response configuration(const Request& request, const Context& context, std::string_view name);

/// POST /-/reload: 200 when the file was read again and taken; 500 with what is wrong in it.
Response reload(const Request& request, const Context& context, std::string_view name);

}  // namespace druidwatch::exporters
