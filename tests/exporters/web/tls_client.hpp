#pragma once

#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>

#include "exporters/web/served.hpp"

namespace druidwatch::test {

/// Trusts the fixtures' authority; shows their client's certificate if it shall.
inline boost::asio::ssl::context client_context(bool with_certificate = false) {
    boost::asio::ssl::context context(boost::asio::ssl::context::tls_client);
    context.load_verify_file(DRUIDWATCH_FIXTURES "/tls/ca.pem");
    context.set_verify_mode(boost::asio::ssl::verify_peer);
    if (with_certificate) {
        context.use_certificate_chain_file(DRUIDWATCH_FIXTURES "/tls/client.pem");
        context.use_private_key_file(DRUIDWATCH_FIXTURES "/tls/client.key",
                                     boost::asio::ssl::context::pem);
    }
    return context;
}

class TlsClient : public ClientOver<boost::asio::ssl::stream<boost::asio::ip::tcp::socket>> {
  public:
    TlsClient(const Served& served, boost::asio::ssl::context context) : ClientOver(context) {
        stream().lowest_layer().connect(served.endpoint());
        stream().handshake(boost::asio::ssl::stream_base::client, error);
    }

    /// What came of the handshake. With TLS 1.3 only the first answer tells whether the server took
    /// our certificate.
    boost::system::error_code error;
};

/// `tls_server_config` with the fixtures' certificate, and more of it.
inline std::string tls_of_fixtures(const std::string& more = {}) {
    return "tls_server_config:\n  cert_file: " DRUIDWATCH_FIXTURES
           "/tls/server.pem\n  key_file: " DRUIDWATCH_FIXTURES "/tls/server.key\n" +
           more;
}

}  // namespace druidwatch::test
