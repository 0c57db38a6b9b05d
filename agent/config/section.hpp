#pragma once

#include <span>

#include "config/codec.hpp"

namespace druidwatch::config {

/// A key of the map that a T is read from: what it is called, how it reads, what it is for.
template <class T>
struct Key {
    KeyDescription description;
    std::function<void(T&, const Value&, Problems&)> read;
    std::function<std::optional<Value>(const T&)> write;  ///< nothing where it is not given
};

/// A map of the file. Its keys are declared once; reading, `/config` and the reference follow.
template <class T>
struct Section {
    std::string expected;  ///< "a cluster: a map with name, zookeeper, ..."
    std::vector<Key<T>> keys;
    /// What no key can tell by itself; called when the keys are right.
    std::function<void(T&, const Value&, Problems&)> check{};
};

/// Complains about unknown, repeated and missing keys, each with the remedy. Of each known key, in
/// their order, the value or nullptr.
std::vector<const Value*> match_keys(const Value& map, std::span<const KeyDescription> known,
                                     Problems& problems);

/// `value` on one line, as a reference shows a default; empty for what is not a single value.
std::string inline_text(const std::optional<Value>& value);

template <class T, class M>
Key<T> key(std::string name, M T::* member, Codec<M> codec, std::string help) {
    auto write = [member, write_member = codec.write](const T& owner) -> std::optional<Value> {
        if constexpr (requires(const M& m) { m.empty(); }) {
            if ((owner.*member).empty()) return {};
        }
        return write_member(owner.*member);
    };
    auto read = [member, read_member = codec.read](T& owner, const Value& value,
                                                   Problems& problems) {
        if (auto read_value = read_member(value, problems)) owner.*member = *std::move(read_value);
    };
    const auto fallback = inline_text(write(T{}));
    return {{std::move(name), codec.expected, fallback, std::move(help), false, codec.keys},
            std::move(read),
            std::move(write)};
}

/// A key that may be left out, which is not the same as any value of it.
template <class T, class M>
Key<T> key(std::string name, std::optional<M> T::* member, Codec<M> codec, std::string help) {
    return {{std::move(name), codec.expected, {}, std::move(help), false, codec.keys},
            [member, read_member = codec.read](T& owner, const Value& value, Problems& problems) {
                owner.*member = read_member(value, problems);
            },
            [member, write_member = codec.write](const T& owner) -> std::optional<Value> {
                if (!(owner.*member)) return {};
                return write_member(*(owner.*member));
            }};
}

template <class T>
Key<T> required(Key<T> key) {
    key.description.required = true;
    key.description.fallback.clear();
    return key;
}

template <class T>
void read_into(T& owner, const Section<T>& section, std::span<const KeyDescription> known,
               const Value& value, Problems& problems) {
    if (!is(Value::Kind::map, value, section.expected, problems)) return;
    const auto before = problems.count();
    const auto found = match_keys(value, known, problems);
    for (std::size_t i = 0; i < found.size(); ++i) {
        if (found[i]) section.keys[i].read(owner, *found[i], problems);
    }
    if (section.check && problems.count() == before) section.check(owner, value, problems);
}

template <class T>
Value write_map(const T& owner, const Section<T>& section) {
    auto map = empty_map();
    for (const auto& key : section.keys) {
        if (auto value = key.write(owner)) {
            map.entries.push_back({key.description.name, {}, *std::move(value)});
        }
    }
    return map;
}

template <class T>
std::vector<KeyDescription> descriptions(const Section<T>& section) {
    std::vector<KeyDescription> known;
    for (const auto& key : section.keys) known.push_back(key.description);
    return known;
}

/// The section as a value of its own.
template <class T>
Codec<T> map_of(Section<T> section) {
    const auto known = descriptions(section);
    return {section.expected,
            [section, known](const Value& value, Problems& problems) -> std::optional<T> {
                T owner{};
                read_into(owner, section, std::span(known), value, problems);
                return owner;
            },
            [section](const T& owner) { return write_map(owner, section); }, known};
}

/// A map in the file whose keys are members of the section's own T.
template <class T>
Key<T> group(std::string name, Section<T> section, std::string help) {
    const auto known = descriptions(section);
    return {
        {std::move(name), section.expected, {}, std::move(help), false, known},
        [section, known](T& owner, const Value& value, Problems& problems) {
            read_into(owner, section, std::span(known), value, problems);
        },
        [section](const T& owner) -> std::optional<Value> { return write_map(owner, section); }};
}

}  // namespace druidwatch::config
