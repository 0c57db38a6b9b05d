#include "config/section.hpp"

#include <fmt/format.h>

#include "config/nearest.hpp"

namespace druidwatch::config {

bool is(Value::Kind kind, const Value& value, std::string_view expected, Problems& problems) {
    if (value.kind == kind) return true;
    if (value.kind == Value::Kind::null) {
        problems.add(value.place, "there is no value here",
                     fmt::format("leave the key out, or write {}", expected));
    } else {
        problems.add(value.place, fmt::format("{} does not belong here", name_of(value.kind)),
                     fmt::format("write {}", expected));
    }
    return false;
}

std::vector<const Value*> match_keys(const Value& map, std::span<const KeyDescription> known,
                                     Problems& problems) {
    std::vector<std::string_view> names;
    for (const auto& key : known) names.push_back(key.name);
    std::vector<const Value*> found(known.size());
    for (const auto& entry : map.entries) {
        const auto name = std::ranges::find(names, entry.key);
        if (name == names.end()) {
            problems.add(entry.place, fmt::format("unknown key `{}`", entry.key),
                         did_you_mean(entry.key, names));
            continue;
        }
        auto& value = found[static_cast<std::size_t>(name - names.begin())];
        if (value) {
            problems.add(entry.place, fmt::format("`{}` is there twice", entry.key), "leave one");
        }
        value = &entry.value;
    }
    for (std::size_t i = 0; i < known.size(); ++i) {
        if (known[i].required && !found[i]) {
            problems.add(map.place, fmt::format("`{}` is missing", known[i].name),
                         fmt::format("add it: {}", known[i].expected));
        }
    }
    return found;
}

std::string inline_text(const std::optional<Value>& value) {
    return value && value->kind == Value::Kind::scalar ? value->text : std::string{};
}

}  // namespace druidwatch::config
