#pragma once

#include "exporters/web/routes.hpp"

/// The pages of alerts/runbooks, as the binary has them within itself.
namespace druidwatch::exporters {

/// /runbooks/: every alert by tier, and what the placeholders in the commands stand for.
Response runbook_index(const Request& request, const Context& context, std::string_view name);

/// /runbooks/{tier}/{Name}: a page for a browser; the text as it was written for `Accept:
/// text/plain` and below {Name}.md. `path` is "coordinator/NoLeader", or "role/NoLeader".
Response runbook(const Request& request, const Context& context, std::string_view path);

}  // namespace druidwatch::exporters
