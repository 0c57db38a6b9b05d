#pragma once

#include <expected>
#include <string>
#include <vector>

#include "config/config.hpp"
#include "config/error.hpp"

namespace druidwatch::config {

/// How a server is asked: the part of Prometheus's HTTP client configuration that keeps secrets in
/// files of their own.
struct HttpClientConfig {
    std::optional<Credentials> basic_auth;
    std::optional<Tls> tls;  ///< `tls_config` in the file
};

/// What is in the file at `path`, or everything that is wrong with it. Relative paths in it start
/// at its folder.
std::expected<HttpClientConfig, std::vector<ConfigError>> load_http_client(const std::string& path);

}  // namespace druidwatch::config
