#pragma once

#include <map>

#include "config/codec.hpp"
#include "config/config.hpp"

namespace druidwatch::config {

Codec<milliseconds> duration(milliseconds least, milliseconds most);
/// Whole seconds.
Codec<seconds> long_duration(seconds least, seconds most);
Codec<std::int64_t> size();
Codec<int> count(int least, int most);
Codec<Endpoint> host_port();
Codec<WallTime> wall_time();
Codec<DatabaseTarget> conninfo();

Codec<std::string> url();
/// Two of the same host, port and path are an error.
Codec<std::vector<std::string>> urls();

/// A path; a relative one starts at the folder of the configuration file.
Codec<std::string> file_path();
/// A file that holds one secret, or `env:NAME` for a variable of the environment.
Codec<std::string> secret_file();
/// Any text but an empty one.
Codec<std::string> free_text(std::string expected);

/// Equalities over an alert's labels.
Codec<std::map<std::string, std::string>> label_match();

template <class M>
using Choices = std::vector<std::pair<std::string, M>>;

/// The names in the order given, as "a, b or c".
std::string listed(const std::vector<std::string_view>& names);

Complaint not_one_of(std::string_view text, const std::vector<std::string_view>& known);

/// One of a few words, each of which stands for a value.
template <class M>
Codec<M> one_of(Choices<M> choices) {
    std::vector<std::string_view> names;
    for (const auto& [name, value] : choices) names.push_back(name);
    auto parse = [choices](std::string_view text) -> Parsed<M> {
        std::vector<std::string_view> known;
        for (const auto& [name, value] : choices) {
            if (name == text) return value;
            known.push_back(name);
        }
        return std::unexpected(not_one_of(text, known));
    };
    auto print = [choices](const M& member) {
        return std::ranges::find(choices, member, [](const auto& c) { return c.second; })->first;
    };
    return scalar_codec<M>(listed(names), parse, print);
}

}  // namespace druidwatch::config
