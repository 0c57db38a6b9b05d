#include "exporters/web/access/web_config.hpp"

#include <array>

#include <fmt/format.h>

#include "config/codecs.hpp"
#include "config/nearest.hpp"
#include "config/section.hpp"
#include "exporters/web/access/bcrypt.hpp"
#include "exporters/web/access/web_config_tls.hpp"

namespace druidwatch::exporters {
namespace {

using config::Codec;
using config::key;
using config::Problems;
using config::Section;
using config::Value;
using Texts = std::map<std::string, std::string>;

/// What is wrong with a value, if anything.
using Objection = std::optional<config::Complaint>;

/// A map of texts whose keys are not known beforehand.
Codec<Texts> texts(std::string expected,
                   Objection (*object)(const std::string& name, const std::string& value)) {
    auto read = [expected, object](const Value& value, Problems& problems) -> std::optional<Texts> {
        if (!is(Value::Kind::map, value, expected, problems)) return {};
        Texts found;
        for (const auto& [name, place, given] : value.entries) {
            if (!is(Value::Kind::scalar, given, "a text", problems)) continue;
            if (const auto objection = object(name, given.text)) {
                problems.add(place, objection->message, objection->remedy);
            } else if (!found.emplace(name, given.text).second) {
                problems.add(place, fmt::format("`{}` is there twice", name), "leave one");
            }
        }
        return found;
    };
    auto write = [](const Texts& members) {
        auto map = config::empty_map();
        for (const auto& [name, value] : members) {
            map.entries.push_back({name, {}, config::scalar(value)});
        }
        return map;
    };
    return {std::move(expected), std::move(read), std::move(write)};
}

/// Those that exporter-toolkit lets one set, and what the enumerated ones may be.
Objection header_objection(const std::string& name, const std::string& value) {
    static constexpr std::array<std::string_view, 5> allowed{
        "Content-Security-Policy", "Strict-Transport-Security", "X-Content-Type-Options",
        "X-Frame-Options", "X-XSS-Protection"};
    if (std::ranges::find(allowed, name) == allowed.end()) {
        return config::Complaint{fmt::format("`{}` is no header that can be set here", name),
                                 config::did_you_mean(name, allowed)};
    }
    if (name == "X-Content-Type-Options" && value != "nosniff") {
        return config::Complaint{fmt::format("`{}` is no value of {}", value, name),
                                 "write nosniff"};
    }
    if (name == "X-Frame-Options" && value != "deny" && value != "sameorigin") {
        return config::Complaint{fmt::format("`{}` is no value of {}", value, name),
                                 "write deny or sameorigin"};
    }
    if (value.find_first_of("\r\n") != value.npos) {
        return config::Complaint{"a header of several lines", "write it on one"};
    }
    return {};
}

Objection user_objection(const std::string& name, const std::string& hash) {
    if (name.empty() || name.contains(':')) {
        return config::Complaint{fmt::format("`{}` can be no user's name", name),
                                 "leave the colon out"};
    }
    if (!is_bcrypt_hash(hash)) {
        // Never the value itself: it may be the password.
        return config::Complaint{
            fmt::format("the value of `{}` is no hash of bcrypt", name),
            "write what `htpasswd -nBC 10 " + name + "` prints after the colon"};
    }
    return {};
}

Codec<HttpServer> http_section() {
    return config::map_of(Section<HttpServer>{
        "a map with http2 and headers",
        {key("http2", &HttpServer::http2, config::one_of<bool>({{"true", true}, {"false", false}}),
             "HTTP/2 is not offered: false changes nothing."),
         key("headers", &HttpServer::headers,
             texts("a map of headers, such as {X-Frame-Options: deny}", header_objection),
             "Headers of every answer.")}});
}

Codec<RateLimit> rate_limit_section() {
    return config::map_of(Section<RateLimit>{
        "a map with interval and burst",
        {key("interval", &RateLimit::interval, config::duration(milliseconds(0), 24h),
             "One request is let in each."),
         key("burst", &RateLimit::burst, config::count(1, 1'000'000), "This many at once.")}});
}

Codec<WebConfig> web_config_file() {
    return config::map_of(Section<WebConfig>{
        "tls_server_config, http_server_config, basic_auth_users and rate_limit",
        {key("tls_server_config", &WebConfig::tls, tls_server_section(), "TLS."),
         key("http_server_config", &WebConfig::http, http_section(), "HTTP."),
         key("basic_auth_users", &WebConfig::users,
             texts("a map of users and their hashes of bcrypt", user_objection),
             "Who may come in, with which password."),
         key("rate_limit", &WebConfig::rate_limit, rate_limit_section(), "How often.")}});
}

}  // namespace

std::expected<WebConfig, std::vector<config::ConfigError>> parse_web_config(std::string_view text,
                                                                            std::string file_name) {
    Problems problems(std::move(file_name));
    const auto document = config::parse_yaml(text);
    if (!document) {
        const auto& [place, message, remedy] = document.error();
        problems.add(place, message, remedy);
        return std::unexpected(problems.sorted());
    }
    if (document->kind == Value::Kind::null) {
        // One that is just being written must not open the door.
        problems.add({}, "the file is empty", "write {} for plain HTTP without users");
        return std::unexpected(problems.sorted());
    }
    auto read = web_config_file().read(*document, problems);
    if (problems.count() > 0) return std::unexpected(problems.sorted());
    return *std::move(read);
}

}  // namespace druidwatch::exporters
