#include "config/conninfo.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/format.h>

#include "config/nearest.hpp"

namespace druidwatch::config {
namespace {

using Words = std::vector<std::pair<std::string, std::string>>;

// What names a server and how to log in there. Words that set time limits or choose among hosts are
// left out: the agent has its own deadlines, and asks every node for itself.
constexpr std::array<std::string_view, 14> known_words{"host",
                                                       "port",
                                                       "user",
                                                       "dbname",
                                                       "sslmode",
                                                       "sslrootcert",
                                                       "sslcert",
                                                       "sslkey",
                                                       "sslcrl",
                                                       "sslsni",
                                                       "ssl_min_protocol_version",
                                                       "channel_binding",
                                                       "gssencmode",
                                                       "krbsrvname"};

constexpr std::array<std::string_view, 3> secret_words{"password", "sslpassword", "passfile"};

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

void skip_spaces(std::string_view& text) {
    while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
}

/// Takes one value off the front: quoted, or up to the next space; nothing if a quote stays open.
std::optional<std::string> take_value(std::string_view& text) {
    const bool quoted = text.starts_with('\'');
    if (quoted) text.remove_prefix(1);
    std::string value;
    while (!text.empty() && (quoted ? text.front() != '\'' : !is_space(text.front()))) {
        if (text.front() == '\\' && text.size() > 1) text.remove_prefix(1);
        value += text.front();
        text.remove_prefix(1);
    }
    if (!quoted) return value;
    if (text.empty()) return {};
    text.remove_prefix(1);
    return value;
}

Parsed<Words> split(std::string_view text) {
    Words words;
    for (skip_spaces(text); !text.empty(); skip_spaces(text)) {
        const auto length = std::min(text.find_first_of("= \t\r\n"), text.size());
        std::string key(text.substr(0, length));
        text.remove_prefix(length);
        skip_spaces(text);
        if (!text.starts_with('=') || key.empty()) {
            // A word without `=` may be the rest of a password: it is not repeated.
            return std::unexpected(Complaint{"a database node is written as key=value words",
                                             "write \"host=pg1 dbname=druid user=druidwatch\""});
        }
        text.remove_prefix(1);
        skip_spaces(text);
        auto value = take_value(text);
        if (!value) {
            return std::unexpected(
                Complaint{fmt::format("the quote after `{}=` stays open", key), "end it with '"});
        }
        words.emplace_back(std::move(key), *std::move(value));
    }
    return words;
}

std::optional<Complaint> objection(const std::string& key, const std::string& value) {
    if (std::ranges::find(secret_words, key) != secret_words.end()) {
        return Complaint{fmt::format("`{}` among the words of a database node", key),
                         "put the password in a file and name it in password_file"};
    }
    if (std::ranges::find(known_words, key) == known_words.end()) {
        return Complaint{fmt::format("unknown word `{}`", key), did_you_mean(key, known_words)};
    }
    if ((key == "host" || key == "port") && value.find(',') != std::string::npos) {
        return Complaint{fmt::format("`{}={}` names more than one", key, value),
                         "write one line per node: each is asked for itself"};
    }
    return {};
}

Parsed<std::uint16_t> parse_port(const std::string& text) {
    std::uint16_t port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (error == std::errc{} && end == text.data() + text.size() && port != 0) return port;
    return std::unexpected(
        Complaint{fmt::format("`port={}` is not a port", text), "a port is 1 to 65535"});
}

std::string quoted(const std::string& value) {
    if (!value.empty() && value.find_first_of(" \t\r\n'\\") == std::string::npos) return value;
    std::string text = "'";
    for (const char c : value) {
        if (c == '\'' || c == '\\') text += '\\';
        text += c;
    }
    return text + "'";
}

}  // namespace

Parsed<DatabaseTarget> parse_conninfo(std::string_view text) {
    if (text.find("://") != std::string_view::npos) {
        return std::unexpected(Complaint{"a URL where key=value words belong",
                                         "write \"host=pg1 dbname=druid user=druidwatch\""});
    }
    const auto words = split(text);
    if (!words) return std::unexpected(words.error());
    DatabaseTarget target;
    for (const auto& [key, value] : *words) {
        if (auto wrong = objection(key, value)) return std::unexpected(*std::move(wrong));
        if (!target.words.emplace(key, value).second) {
            return std::unexpected(
                Complaint{fmt::format("`{}=` is there twice", key), "leave one"});
        }
    }
    if (const auto port = target.words.extract("port")) {
        const auto number = parse_port(port.mapped());
        if (!number) return std::unexpected(number.error());
        target.endpoint.port = *number;
    }
    if (auto host = target.words.extract("host")) target.endpoint.host = std::move(host.mapped());
    if (target.endpoint.host.empty()) {
        return std::unexpected(Complaint{"a database node without `host=`", "add host=NAME"});
    }
    return target;
}

std::string print_conninfo(const DatabaseTarget& target) {
    auto text = "host=" + quoted(target.endpoint.host);
    if (target.endpoint.port != 0) text += fmt::format(" port={}", target.endpoint.port);
    for (const auto& [key, value] : target.words) {
        if (std::ranges::find(secret_words, key) != secret_words.end()) continue;
        text += fmt::format(" {}={}", key, quoted(value));
    }
    return text;
}

}  // namespace druidwatch::config
