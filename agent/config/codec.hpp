#pragma once

#include <algorithm>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/document.hpp"
#include "config/values.hpp"

namespace druidwatch::config {

/// One key of the file format, as a reference lists it.
struct KeyDescription {
    std::string name;
    std::string expected;  ///< "a duration, such as 2s"
    std::string fallback;  ///< the default as one would write it; empty: none
    std::string help;
    bool required = false;
    std::vector<KeyDescription> keys{};  ///< of the map, or of each map of the list, that it holds
};

/// How a value of type M is read from the file and written for `/config`: both in one place, so
/// that what is written can be read again.
template <class M>
struct Codec {
    std::string expected;  ///< with article and example: "a duration, such as 2s"
    /// Adds to the problems and returns nothing for what it cannot read.
    std::function<std::optional<M>(const Value&, Problems&)> read;
    std::function<Value(const M&)> write;  ///< never a secret
    std::vector<KeyDescription> keys{};    ///< of a map
};

/// Complains unless `value` is of `kind`.
bool is(Value::Kind kind, const Value& value, std::string_view expected, Problems& problems);

/// A scalar read by `parse`, from text to Parsed<M>, and written by `print`, from M to text.
template <class M, class Parse, class Print>
Codec<M> scalar_codec(std::string expected, Parse parse, Print print) {
    auto read = [expected, parse](const Value& value, Problems& problems) -> std::optional<M> {
        if (!is(Value::Kind::scalar, value, expected, problems)) return {};
        Parsed<M> parsed = parse(value.text);
        if (parsed) return *std::move(parsed);
        problems.add(value.place, parsed.error().message, parsed.error().remedy);
        return {};
    };
    return {std::move(expected), std::move(read),
            [print](const M& member) { return scalar(print(member)); }};
}

/// A list; two items of the same `identity`, a text of M, are an error.
template <class M, class Identity>
Codec<std::vector<M>> list_of(Codec<M> item, Identity identity) {
    auto expected = "a list: each " + item.expected;
    auto read = [item, identity, expected](const Value& value,
                                           Problems& problems) -> std::optional<std::vector<M>> {
        if (!is(Value::Kind::list, value, expected, problems)) return {};
        std::vector<M> members;
        std::vector<std::string> seen;
        for (const auto& written : value.items) {
            auto member = item.read(written, problems);
            if (!member) continue;
            seen.push_back(identity(*member));
            if (std::ranges::count(seen, seen.back()) > 1) {
                problems.add(written.place, "`" + seen.back() + "` is there twice", "leave one");
            }
            members.push_back(*std::move(member));
        }
        return members;
    };
    auto write = [item](const std::vector<M>& members) {
        std::vector<Value> items;
        for (const auto& member : members) items.push_back(item.write(member));
        return list(std::move(items));
    };
    return {std::move(expected), std::move(read), std::move(write), item.keys};
}

/// The same list, which may not be empty.
template <class M>
Codec<std::vector<M>> at_least_one(Codec<std::vector<M>> codec) {
    auto read = [read_any = codec.read, expected = codec.expected](
                    const Value& value, Problems& problems) -> std::optional<std::vector<M>> {
        if (value.kind == Value::Kind::list && value.items.empty()) {
            problems.add(value.place, "an empty list", "write " + expected);
            return {};
        }
        return read_any(value, problems);
    };
    codec.read = std::move(read);
    return codec;
}

}  // namespace druidwatch::config
