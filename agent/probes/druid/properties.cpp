#include "probes/druid/properties.hpp"

#include <boost/json.hpp>

#include "base/endpoint.hpp"
#include "probes/answer_text.hpp"
#include "probes/druid/permission.hpp"

namespace druidwatch::probes::druid {
namespace {

namespace json = boost::json;

constexpr std::string_view struck_out = "***";

std::string lower(std::string_view text) {
    std::string lowered(text);
    std::ranges::transform(lowered, lowered.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return lowered;
}

bool is_secret(std::string_view parameter) {
    constexpr std::string_view words[] = {"user", "pass", "pwd", "key", "token", "secret", "cred"};
    const auto name = lower(parameter);
    return std::ranges::any_of(words, [&](auto word) { return name.contains(word); });
}

// A name, a numeric address or an IPv6 one in brackets, and a port.
bool is_host(std::string_view host) {
    const auto end = host.starts_with('[') ? host.find(']') : host.find(':');
    if (end != std::string_view::npos) {
        auto port = host.substr(end + (host.starts_with('[') ? 1 : 0));
        if (port.starts_with(':') && !to_integer<std::uint16_t>(port.substr(1))) return false;
    }
    return std::ranges::all_of(host, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               std::string_view("-._:[]").contains(c);
    });
}

std::string hosts_of(std::string_view authority) {
    std::string hosts;
    while (true) {
        const auto part = split_at_first(authority, ',');
        auto host = part ? part->before : authority;
        if (const auto at = host.rfind('@'); at != std::string_view::npos) {
            host.remove_prefix(at + 1);
        }
        if (!is_host(host)) return std::string(struck_out);
        hosts += host;
        if (!part) return hosts;
        hosts += ',';
        authority = part->after;
    }
}

std::string parameters_of(std::string_view text) {
    std::string kept;
    while (!text.empty()) {
        const auto end = text.find_first_of("&;");
        const auto parameter = text.substr(0, end);
        const auto named = split_at_first(parameter, '=');
        if (named && !is_secret(named->before)) {
            kept += parameter;
        } else {
            kept += named ? named->before : std::string_view{};
            kept += named ? "=" : "";
            kept += struck_out;
        }
        if (end == std::string_view::npos) break;
        kept += text[end];
        text.remove_prefix(end + 1);
    }
    return kept;
}

std::string value_of(const json::object& properties, std::string_view key,
                     std::string_view otherwise) {
    const auto* value = properties.if_contains(key);
    return std::string(value && value->is_string() ? std::string_view(value->get_string())
                                                   : otherwise);
}

// Druid takes "druid" and "/druid" for the same.
std::string normalised_path(std::string path) {
    if (!path.starts_with('/')) path.insert(path.begin(), '/');
    while (path.size() > 1 && path.ends_with('/')) path.pop_back();
    return path;
}

std::optional<int> port(std::string_view text) {
    const auto number = to_integer<std::uint16_t>(text);
    if (!number || *number == 0) return {};
    return *number;
}

// Druid takes an IPv6 address with and without brackets, and a host with its port behind it.
std::string host_of(std::string_view text) {
    const bool with_port = text.starts_with('[') || text.find(':') == text.rfind(':');
    if (const auto endpoint = parse_endpoint(text); endpoint && with_port) {
        return excerpt(endpoint->host);
    }
    auto host = excerpt(text);
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    return host;
}

}  // namespace

std::string without_credentials(std::string_view uri) {
    const auto slashes = uri.find("//");
    if (slashes == std::string_view::npos) {
        const auto end = uri.find_first_of("?;");
        if (end == std::string_view::npos)
            return uri.contains('@') ? std::string(struck_out) : std::string(uri);
        return std::string(uri.substr(0, end + 1)) + parameters_of(uri.substr(end + 1));
    }
    auto rest = uri.substr(slashes + 2);
    const auto scheme = uri.substr(0, slashes + 2);
    const auto query_at = rest.find_first_of("?;");
    const auto place = rest.substr(0, query_at);
    const auto path_at = std::min(place.find('/'), place.size());
    const auto path = place.substr(path_at);
    const auto query =
        query_at == std::string_view::npos ? std::string_view{} : rest.substr(query_at);
    // A password with / or ? in it moves the @ to where none belongs.
    if (path.contains('@') || query.substr(0, query.find('=')).contains('@')) {
        return std::string(scheme) + std::string(struck_out);
    }
    std::string kept(scheme);
    kept += hosts_of(place.substr(0, path_at));
    kept += path;
    if (!query.empty()) kept += query.front() + parameters_of(query.substr(1));
    return kept;
}

Result<cluster::DruidProperties> parse_properties(int status, std::string_view body) {
    if (status != 200) {
        return std::unexpected(failure_of_answer(status, body, Permission::config_read));
    }
    json::error_code error;
    const auto document = json::parse(body, error);
    const auto* properties = error ? nullptr : document.if_object();
    // The text of properties that can't be read may hold anything: it is not repeated.
    if (!properties) return std::unexpected(unreadable("not a JSON object"));

    const auto value = [&](std::string_view key, std::string_view otherwise) {
        return value_of(*properties, key, otherwise);
    };
    cluster::DruidProperties told{
        .session_timeout = 30s,
        .zookeeper = value("druid.zk.service.host", "localhost"),
        .base_path = normalised_path(value("druid.zk.paths.base", "druid")),
        .connect_uri =
            without_credentials(value("druid.metadata.storage.connector.connectURI", "")),
        .storage_type = excerpt(value("druid.metadata.storage.type", "derby")),
        .tables_base = excerpt(value("druid.metadata.storage.tables.base", "druid")),
        .discovery = excerpt(value("druid.discovery.type", "curator")),
        .time_zone = excerpt(value("user.timezone", "")),
        .host = host_of(value("druid.host", "")),
    };
    if (value("druid.zk.service.enabled", "true") == "false") told.zookeeper.clear();
    const auto timeout = to_integer<std::uint32_t>(value("druid.zk.service.sessionTimeoutMs", ""));
    if (timeout && *timeout > 0) told.session_timeout = milliseconds{*timeout};
    if (value("druid.enablePlaintextPort", "true") != "false") {
        told.plaintext_port = port(value("druid.plaintextPort", ""));
    }
    if (value("druid.enableTlsPort", "false") == "true") {
        told.tls_port = port(value("druid.tlsPort", ""));
    }
    return told;
}

}  // namespace druidwatch::probes::druid
