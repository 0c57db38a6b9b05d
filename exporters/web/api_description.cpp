#include "exporters/web/api_description.hpp"

#include <fmt/format.h>

#include "exporters/web/embedded.hpp"

namespace druidwatch::exporters {

Response api_description(const Request&, const Context&, std::string_view) {
    const auto& file = embedded_api().front();
    return {
        .content_type = "application/json",
        .body = std::string(file.body),
        .headers = {{"Cache-Control", "no-cache"}, {"ETag", fmt::format("W/\"{}\"", file.hash)}}};
}

}  // namespace druidwatch::exporters
