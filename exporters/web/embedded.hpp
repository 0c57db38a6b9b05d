#pragma once

#include <span>
#include <string_view>

namespace druidwatch::exporters {

/// A file of exporters/web/page, as cmake/embed.cmake put it into the binary.
struct EmbeddedFile {
    std::string_view name;  ///< "page.js"
    std::string_view body;
    std::string_view hash;  ///< changes with the body
};

std::span<const EmbeddedFile> embedded_page();

}  // namespace druidwatch::exporters
