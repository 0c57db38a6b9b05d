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
struct ssl_ctx_st;

namespace druidwatch::net {

using TlsContext = std::shared_ptr<boost::asio::ssl::context>;

/// An error in words, or a context that verifies and knows the client's own certificate.
std::expected<TlsContext, std::string> make_tls_context(const TlsFiles& files);

/// Whom `context` trusts and what it shows, shared with a context of somebody else's making. False
/// if OpenSSL does not take it.
bool share(const TlsContext& context, ssl_ctx_st* with);

/// The server must show a certificate for `host`, a name or a numeric address.
void expect_host(ssl_st* tls, const std::string& host);

/// What failed in a handshake or in the first read after it, and which file or name to look at.
/// With TLS 1.3 only that read tells that the server did not take our certificate.
std::string words_of_tls_failure(ssl_st* tls, const boost::system::error_code& error,
                                 const TlsFiles& files, const std::string& host);

}  // namespace druidwatch::net
