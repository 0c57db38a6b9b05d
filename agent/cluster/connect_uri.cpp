#include "cluster/connect_uri.hpp"

#include <algorithm>
#include <array>

namespace druidwatch::cluster {
namespace {

using Driver = ConnectUri::Driver;

struct Scheme {
    std::string_view name;
    Driver driver;
};

constexpr std::array schemes{Scheme{"jdbc:postgresql:", Driver::postgresql},
                             Scheme{"jdbc:mysql:", Driver::mysql},
                             Scheme{"jdbc:mariadb:", Driver::mariadb}};

/// What may stand between the scheme and the hosts (Connector/J and MariaDB's HA modes).
constexpr std::array<std::string_view, 5> modes{
    "replication:", "loadbalance:", "sequential:", "aurora:", "failover:"};

constexpr std::uint16_t port_of(Driver driver) {
    return driver == Driver::postgresql ? 5432 : 3306;
}

std::string_view before(std::string_view text, std::string_view marks) {
    return text.substr(0, text.find_first_of(marks));
}

/// The value of `key` in "(host=h)(port=1)" or "host=h,port=1"; empty where it is not.
std::string_view value_in(std::string_view text, std::string_view key) {
    for (auto at = text.find(key); at != std::string_view::npos; at = text.find(key, at + 1)) {
        const bool begins = at == 0 || text[at - 1] == '(' || text[at - 1] == ',';
        const auto rest = text.substr(at + key.size());
        if (begins && rest.starts_with('=')) return before(rest.substr(1), "),");
    }
    return {};
}

/// "h:1", "user:password@h", "address=(host=h)(port=1)" or "(host=h,port=1)".
std::optional<Endpoint> host_of(std::string_view text, std::uint16_t usual) {
    if (text.starts_with("address=") || text.starts_with('(')) {
        const auto port = value_in(text, "port");
        auto host = std::string(value_in(text, "host"));
        if (!port.empty()) host += ":" + std::string(port);
        return parse_endpoint(host, usual);
    }
    if (const auto at = text.rfind('@'); at != std::string_view::npos) text.remove_prefix(at + 1);
    return parse_endpoint(text.empty() ? "localhost" : text, usual);
}

/// Splits at commas outside of brackets.
std::vector<std::string_view> split(std::string_view authority) {
    std::vector<std::string_view> parts;
    int depth = 0;
    std::size_t begin = 0;
    for (std::size_t i = 0; i < authority.size(); ++i) {
        const char c = authority[i];
        if (c == '(') ++depth;
        if (c == ')') --depth;
        if (c != ',' || depth > 0) continue;
        parts.push_back(authority.substr(begin, i - begin));
        begin = i + 1;
    }
    parts.push_back(authority.substr(begin));
    return parts;
}

bool seeks_primary(std::string_view mode, std::string_view parameters, Driver driver) {
    if (driver != Driver::postgresql) return mode == "replication:" || mode == "aurora:";
    return parameters.contains("targetServerType=primary") ||
           parameters.contains("targetServerType=master");
}

}  // namespace

std::optional<ConnectUri> parse_connect_uri(std::string_view uri) {
    const auto scheme = std::ranges::find_if(
        schemes, [&](const Scheme& known) { return uri.starts_with(known.name); });
    if (scheme == schemes.end()) return {};
    ConnectUri read{.driver = scheme->driver};
    const auto usual = port_of(read.driver);
    uri.remove_prefix(scheme->name.size());
    const auto mode = std::ranges::find_if(modes, [&](auto name) { return uri.starts_with(name); });
    if (mode != modes.end()) uri.remove_prefix(mode->size());
    const auto parameters = uri.substr(before(uri, "?").size());
    uri = before(uri, "?");

    if (!uri.starts_with("//")) {  // "jdbc:postgresql:druid": on this host
        read.hosts.push_back({"localhost", usual});
        read.database = uri.starts_with('/') ? uri.substr(1) : uri;
        return read;
    }
    uri.remove_prefix(2);
    const auto authority = before(uri, "/");
    if (authority.size() < uri.size()) read.database = uri.substr(authority.size() + 1);
    for (const auto part : split(authority)) {
        auto host = host_of(part, usual);
        if (!host) return {};
        read.hosts.push_back(std::move(*host));
    }
    read.seeks_primary =
        seeks_primary(mode == modes.end() ? std::string_view{} : *mode, parameters, read.driver);
    return read;
}

std::string database_of(std::string_view uri) {
    const auto parsed = parse_connect_uri(uri);
    if (!parsed) return std::string(uri);
    std::string hosts;
    for (const auto& host : parsed->hosts) hosts += (hosts.empty() ? "" : ",") + to_string(host);
    return hosts + "/" + parsed->database;
}

}  // namespace druidwatch::cluster
