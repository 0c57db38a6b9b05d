#pragma once

#include "exporters/web/routes.hpp"

/// What each route answers. `name` is what stands for {name} in its path, still percent-encoded.
namespace druidwatch::exporters {

using Header = std::pair<std::string, std::string>;

Response page(const Request& request, const Context& context, std::string_view name);
Response page_style(const Request& request, const Context& context, std::string_view name);
Response page_script(const Request& request, const Context& context, std::string_view name);
Response runbook_style(const Request& request, const Context& context, std::string_view name);
Response metrics(const Request& request, const Context& context, std::string_view name);
Response healthy(const Request& request, const Context& context, std::string_view name);
Response ready(const Request& request, const Context& context, std::string_view name);
Response clusters(const Request& request, const Context& context, std::string_view name);
Response one_cluster(const Request& request, const Context& context, std::string_view name);
/// `path` is CLUSTER/nodes/NODE.
Response one_node(const Request& request, const Context& context, std::string_view path);
Response alerts(const Request& request, const Context& context, std::string_view name);
Response events(const Request& request, const Context& context, std::string_view name);

Response moved_to(std::string location);

}  // namespace druidwatch::exporters
