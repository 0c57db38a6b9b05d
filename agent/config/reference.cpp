#include "config/reference.hpp"

#include <fmt/format.h>

#include "config/sections/sections.hpp"

namespace druidwatch::config {
namespace {

constexpr std::string_view preface = R"(# The configuration file

Written by `python3 tests/checks/configuration_reference.py --write`, from the code that reads the file; change it there.

YAML, named by `--config.file`. Without one, a Druid quickstart on localhost is watched. `druidwatch --config.check
--config.file=FILE` reads it and tells every error with line and column; an unknown key is one, and the nearest known key is
named. `/config` shows what a running agent goes by, without secrets. What the commands and flags are, `druidwatch --help`
tells; TLS and users of the agent's own pages are in a file of their own: [web.md](web.md).

- A **duration** is a number and a unit, `ms`, `s`, `m`, `h`, `d` or `w`, as Prometheus has them: `250ms`, `1h30m`.
- A **path** that is relative starts at the folder of the configuration file.
- A **secret** is never in the file: `password_file: druid.password` names a file that holds it, `password_file: env:NAME` a
  variable of the environment.
)";

/// Where a key's own keys are: the map itself, or each of a list.
std::string place_of(const std::string& parent, const KeyDescription& key) {
    const bool list = key.expected.starts_with("a list");
    return (parent.empty() ? "" : parent + ".") + key.name + (list ? "[]" : "");
}

/// The anchor that a heading in code gets where Markdown is shown.
std::string anchor_of(const std::string& place) {
    std::string anchor;
    for (const char letter : place) {
        if (letter != '.' && letter != '[' && letter != ']') anchor += letter;
    }
    return anchor;
}

std::string value_of(const std::string& place, const KeyDescription& key) {
    if (key.keys.empty()) return key.expected;
    return fmt::format("[{}](#{})", key.expected.starts_with("a list") ? "a list of maps" : "a map",
                       anchor_of(place));
}

std::string fallback_of(const KeyDescription& key) {
    if (key.required) return "**must be given**";
    return key.fallback.empty() ? "" : fmt::format("`{}`", key.fallback);
}

void describe(std::string& text, const std::string& place,
              const std::vector<KeyDescription>& keys) {
    text += place.empty() ? "\n## The file\n\n" : fmt::format("\n### `{}`\n\n", place);
    text += "| key | value | default | what for |\n| --- | --- | --- | --- |\n";
    for (const auto& key : keys) {
        text += fmt::format("| `{}` | {} | {} | {} |\n", key.name,
                            value_of(place_of(place, key), key), fallback_of(key), key.help);
    }
    for (const auto& key : keys) {
        if (!key.keys.empty()) describe(text, place_of(place, key), key.keys);
    }
}

}  // namespace

std::string configuration_reference() {
    std::string text(preface);
    describe(text, "", config_file().keys);
    return text;
}

}  // namespace druidwatch::config
