#pragma once

#include <span>
#include <string_view>

namespace druidwatch::exporters {

/// A file of the repository, as cmake/embed.cmake put it into the binary.
struct EmbeddedFile {
    std::string_view name;  ///< its place in its folder: "page.js"
    std::string_view body;
    std::string_view hash;  ///< changes with the body
};

/// Of exporters/web/page.
std::span<const EmbeddedFile> embedded_page();

/// Of exporters/web/api: the description of the API, alone.
std::span<const EmbeddedFile> embedded_api();

/// Of alerts/runbooks, named without ".md": "role/NoLeader"; the index is "README".
std::span<const EmbeddedFile> embedded_runbooks();

}  // namespace druidwatch::exporters
