#pragma once

#include <expected>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "config/error.hpp"

namespace druidwatch::exporters {

/// What is asked of a client's certificate, by the names of Go's crypto/tls.
enum class ClientAuth { none, request, require_any, verify_if_given, require_and_verify };

enum class TlsVersion { tls12, tls13 };

struct TlsServer {
    std::string cert_file;  ///< PEM: the certificate, then those between it and its authority
    std::string key_file;
    std::string client_ca_file;
    ClientAuth client_auth = ClientAuth::none;
    std::vector<std::string> client_allowed_sans;  ///< one of them must be in it; empty: any name
    TlsVersion min_version = TlsVersion::tls12;
    TlsVersion max_version = TlsVersion::tls13;
    std::vector<std::string> cipher_suites;  ///< as OpenSSL calls them; empty: its own choice
    bool prefer_server_cipher_suites = true;
    std::vector<std::string> curve_preferences;  ///< as OpenSSL calls them; empty: its own choice
};

/// A request each `interval`, and up to `burst` at once; none where the interval is 0.
struct RateLimit {
    milliseconds interval{0};
    int burst = 1;
};

/// User to hash of bcrypt.
using WebUsers = std::map<std::string, std::string>;

struct HttpServer {
    bool http2 = false;                          ///< asked for, which is not offered
    std::map<std::string, std::string> headers;  ///< of every answer
};

/// The web configuration file of Prometheus's exporter-toolkit.
struct WebConfig {
    std::optional<TlsServer> tls;  ///< none: plain HTTP
    HttpServer http;
    WebUsers users;  ///< empty: everybody
    RateLimit rate_limit;
};

/// Every error, in the order of the file. Relative paths become those beside `file_name`.
std::expected<WebConfig, std::vector<config::ConfigError>> parse_web_config(std::string_view text,
                                                                            std::string file_name);

}  // namespace druidwatch::exporters
