#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "config/error.hpp"

namespace druidwatch::config {

struct Entry;

/// One value of a YAML text and where it stands. Scalars stay text: what they mean is up to whoever
/// reads them, so that `no` is a name where a name is expected.
struct Value {
    enum class Kind { null, scalar, list, map };

    Kind kind = Kind::null;
    Place place;
    std::string text;            ///< of a scalar
    std::vector<Value> items;    ///< of a list
    std::vector<Entry> entries;  ///< of a map, as written: a key may be there twice

    /// The first entry of that key, or nullptr.
    const Value* find(std::string_view key) const;
};

struct Entry {
    std::string key;
    Place place;
    Value value;
};

Value scalar(std::string text);
Value list(std::vector<Value> items);
Value empty_map();

/// "a list", for messages.
std::string_view name_of(Value::Kind kind);

/// What a configuration may be at most; a larger text is an attack or a mistake.
inline constexpr std::size_t max_text_bytes = 1 << 20;
inline constexpr std::size_t max_depth = 32;
inline constexpr std::size_t max_values = 100'000;  ///< counted after aliases are expanded

struct SyntaxError {
    Place place;
    std::string message;
    std::string remedy;
};

/// The only document of a YAML text; null for an empty one.
std::expected<Value, SyntaxError> parse_yaml(std::string_view text);

/// YAML text that parse_yaml reads as the same values.
std::string to_yaml(const Value& value);

}  // namespace druidwatch::config
