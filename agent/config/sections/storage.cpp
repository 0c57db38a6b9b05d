#include "config/codecs.hpp"
#include "config/section.hpp"
#include "config/sections/sections.hpp"

namespace druidwatch::config {

Codec<Storage> storage_section() {
    return map_of(
        Section<Storage>{"a map with path and retention",
                         {key("path", &Storage::path, file_path(), "The folder of the history."),
                          key("retention", &Storage::retention, long_duration(1h, 24h * 3660),
                              "How long history is kept.")}});
}

}  // namespace druidwatch::config
