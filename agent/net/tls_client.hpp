#pragma once

#include <expected>
#include <memory>
#include <string>

#include <boost/system/error_code.hpp>

#include "net/tls_files.hpp"

namespace boost::asio::ssl {
class context;  // NOLINT(readability-identifier-naming): Asio's, whose header is for .cpp files
}
struct ssl_st;

namespace druidwatch::net {

/// An error in words, or a context that verifies and knows the client's own certificate.
std::expected<std::shared_ptr<boost::asio::ssl::context>, std::string> make_tls_context(
    const TlsFiles& files);

/// The server must show a certificate for `host`, a name or a numeric address.
void expect_host(ssl_st* tls, const std::string& host);

/// What failed in a handshake or in the first read after it, and which file or name to look at.
/// With TLS 1.3 only that read tells that the server did not take our certificate.
std::string words_of_tls_failure(ssl_st* tls, const boost::system::error_code& error,
                                 const TlsFiles& files, const std::string& host);

}  // namespace druidwatch::net
