#pragma once

#include <expected>
#include <memory>
#include <string>

#include "exporters/web/access/web_config.hpp"

namespace boost::asio::ssl {
class context;  // NOLINT(readability-identifier-naming): Asio's, whose header is for .cpp files
}

namespace druidwatch::exporters {

using TlsContext = std::shared_ptr<boost::asio::ssl::context>;

/// What handshakes go by, or what is wrong with which file.
std::expected<TlsContext, std::string> make_tls_server(const TlsServer& settings);

}  // namespace druidwatch::exporters
