#include "config/codecs.hpp"

#include <charconv>
#include <filesystem>
#include <ranges>

#include <fmt/format.h>

#include "config/conninfo.hpp"
#include "config/nearest.hpp"
#include "config/section.hpp"

namespace druidwatch::config {
namespace {

constexpr std::string_view a_duration = "a duration, such as 250ms, 2s, 5m, 1h or 90d";

Parsed<milliseconds> duration_within(std::string_view text, milliseconds least, milliseconds most) {
    const auto duration = parse_duration(text);
    if (!duration || (*duration >= least && *duration <= most)) return duration;
    return std::unexpected(
        Complaint{fmt::format("`{}` is too {}", text, *duration < least ? "short" : "long"),
                  fmt::format("write {} to {}", print_duration(least), print_duration(most))});
}

/// Prometheus resolves paths so: a configuration can be moved with the files beside it.
std::string beside(const std::string& file, const std::string& path) {
    const std::filesystem::path wanted(path);
    if (wanted.is_absolute()) return path;
    return (std::filesystem::path(file).parent_path() / wanted).lexically_normal().string();
}

Codec<std::string> path_codec(std::string expected, bool or_variable) {
    auto read = [expected, or_variable](const Value& value,
                                        Problems& problems) -> std::optional<std::string> {
        if (!is(Value::Kind::scalar, value, expected, problems)) return {};
        if (value.text.empty()) {
            problems.add(value.place, "an empty path", fmt::format("write {}", expected));
            return {};
        }
        return or_variable && value.text.starts_with("env:") ? value.text
                                                             : beside(problems.file(), value.text);
    };
    return {expected, std::move(read), [](const std::string& path) { return scalar(path); }};
}

/// A URL that came from elsewhere than a file could carry a password: it is not shown.
std::string without_userinfo(const std::string& url) {
    const auto host = url.find("://") + 3;
    const auto at = url.substr(0, url.find('/', host)).rfind('@');
    if (at == std::string::npos || at < host) return url;
    return url.substr(0, host) + url.substr(at + 1);
}

/// http://a and http://a:80 are one.
std::string identity_of_url(const std::string& url) {
    const auto path = url.find('/', url.find("://") + 3);
    const auto endpoint = endpoint_of_url(url);
    return (endpoint ? to_string(*endpoint) : url) +
           (path == std::string::npos ? std::string{} : url.substr(path));
}

}  // namespace

std::string listed(const std::vector<std::string_view>& names) {
    std::string text;
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (i > 0) text += i + 1 == names.size() ? " or " : ", ";
        text += names[i];
    }
    return text;
}

Complaint not_one_of(std::string_view text, const std::vector<std::string_view>& known) {
    return {fmt::format("`{}` is not {}", text, listed(known)),
            nearest(text, known) ? did_you_mean(text, known) : "write one of them"};
}

Codec<int> count(int least, int most) {
    auto parse = [least, most](std::string_view text) -> Parsed<int> {
        int number = 0;
        const auto [end, error] = std::from_chars(text.begin(), text.end(), number);
        if (error == std::errc{} && end == text.end() && number >= least && number <= most) {
            return number;
        }
        return std::unexpected(Complaint{fmt::format("`{}` is no such number", text),
                                         fmt::format("write {} to {}", least, most)});
    };
    return scalar_codec<int>("a whole number", parse,
                             [](int number) { return std::to_string(number); });
}

Codec<milliseconds> duration(milliseconds least, milliseconds most) {
    return scalar_codec<milliseconds>(
        std::string(a_duration),
        [least, most](std::string_view text) { return duration_within(text, least, most); },
        print_duration);
}

Codec<seconds> long_duration(seconds least, seconds most) {
    auto parse = [least, most](std::string_view text) -> Parsed<seconds> {
        const auto whole = duration_within(text, least, most);
        if (!whole) return std::unexpected(whole.error());
        return std::chrono::floor<seconds>(*whole);
    };
    return scalar_codec<seconds>(std::string(a_duration), parse, print_duration);
}

Codec<std::int64_t> size() {
    return scalar_codec<std::int64_t>("a size, such as 64MiB or 10GiB", parse_size, print_size);
}

Codec<Endpoint> host_port() {
    return scalar_codec<Endpoint>("host:port", parse_host_port,
                                  [](const Endpoint& endpoint) { return to_string(endpoint); });
}

Codec<WallTime> wall_time() {
    return scalar_codec<WallTime>("a time, such as 2026-11-24T22:00:00Z", parse_wall_time,
                                  print_wall_time);
}

Codec<DatabaseTarget> conninfo() {
    return scalar_codec<DatabaseTarget>("\"host=pg1 dbname=druid user=druidwatch\"", parse_conninfo,
                                        print_conninfo);
}

Codec<std::string> url() {
    return scalar_codec<std::string>("a URL, such as http://host:port", parse_url,
                                     without_userinfo);
}

Codec<std::vector<std::string>> urls() { return list_of(url(), identity_of_url); }

Codec<std::string> file_path() { return path_codec("the path of a file", false); }

Codec<std::string> secret_file() {
    return path_codec("the path of a file with the secret, or env:NAME", true);
}

Codec<std::string> free_text(std::string expected) {
    auto parse = [expected](std::string_view text) -> Parsed<std::string> {
        if (!text.empty()) return std::string(text);
        return std::unexpected(Complaint{"an empty text", fmt::format("write {}", expected)});
    };
    return scalar_codec<std::string>(expected, parse, [](const std::string& text) { return text; });
}

Codec<std::map<std::string, std::string>> label_match() {
    static constexpr std::array<std::string_view, 5> labels{"alertname", "severity",
                                                            "druid_cluster", "tier", "node"};
    using Labels = std::map<std::string, std::string>;
    const std::string expected =
        "a map of labels, such as {druid_cluster: production, tier: broker}";
    auto read = [expected](const Value& value, Problems& problems) -> std::optional<Labels> {
        if (!is(Value::Kind::map, value, expected, problems)) return {};
        Labels match;
        for (const auto& [name, place, wanted] : value.entries) {
            if (std::ranges::find(labels, name) == labels.end()) {
                problems.add(place, fmt::format("alerts carry no label `{}`", name),
                             did_you_mean(name, labels));
            } else if (is(Value::Kind::scalar, wanted, "the value that the label must have",
                          problems) &&
                       !match.emplace(name, wanted.text).second) {
                problems.add(place, fmt::format("`{}` is there twice", name), "leave one");
            }
        }
        return match;
    };
    auto write = [](const Labels& match) {
        auto map = empty_map();
        for (const auto& [name, wanted] : match) map.entries.push_back({name, {}, scalar(wanted)});
        return map;
    };
    return {expected, std::move(read), std::move(write)};
}

}  // namespace druidwatch::config
