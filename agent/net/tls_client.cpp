#include "net/tls_client.hpp"

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ssl/context.hpp>
#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

namespace druidwatch::net {
namespace asio = boost::asio;
using boost::system::error_code;

namespace {

std::string of_verification(long result, const TlsFiles& files, const std::string& host) {
    auto words = std::string("the server's certificate: ") + X509_verify_cert_error_string(result);
    switch (result) {
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
        case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
        case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
        case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
            return files.ca_file.empty()
                       ? words + ": set ca_file to the authority that signed it"
                       : fmt::format("{}: its authority is not in {}", words, files.ca_file);
        case X509_V_ERR_HOSTNAME_MISMATCH:
        case X509_V_ERR_IP_ADDRESS_MISMATCH:
            return fmt::format("{}: it is not for {}", words, host);
        default:
            return words;
    }
}

// An alert by which a server turns our certificate down, or says that it saw none.
bool about_our_certificate(int reason) {
    switch (reason) {
        case SSL_R_SSLV3_ALERT_BAD_CERTIFICATE:  // Java's for none at all
        case SSL_R_SSLV3_ALERT_UNSUPPORTED_CERTIFICATE:
        case SSL_R_SSLV3_ALERT_CERTIFICATE_REVOKED:
        case SSL_R_SSLV3_ALERT_CERTIFICATE_EXPIRED:
        case SSL_R_SSLV3_ALERT_CERTIFICATE_UNKNOWN:
        case SSL_R_TLSV1_ALERT_UNKNOWN_CA:
        case SSL_R_TLSV13_ALERT_CERTIFICATE_REQUIRED:
            return true;
        default:
            return false;
    }
}

}  // namespace

std::expected<TlsContext, std::string> make_tls_context(const TlsFiles& files) {
    auto context = std::make_shared<asio::ssl::context>(asio::ssl::context::tls_client);
    error_code error;
    ERR_clear_error();
    if (files.ca_file.empty()) {
        context->set_default_verify_paths(error);
    } else {
        context->load_verify_file(files.ca_file, error);
    }
    if (error) return std::unexpected(files.ca_file + ": " + error.message());
    if (!files.cert_file.empty()) {
        context->use_certificate_chain_file(files.cert_file, error);
        if (error) return std::unexpected(files.cert_file + ": " + error.message());
        const auto& key = files.key_file.empty() ? files.cert_file : files.key_file;
        context->use_private_key_file(key, asio::ssl::context::pem, error);
        if (error) return std::unexpected(key + ": " + error.message());
    }
    context->set_verify_mode(asio::ssl::verify_peer);
    return context;
}

bool share(const TlsContext& context, SSL_CTX* with) {
    SSL_CTX* const own = context->native_handle();
    SSL_CTX_set1_cert_store(with, SSL_CTX_get_cert_store(own));
    X509* const certificate = SSL_CTX_get0_certificate(own);
    if (certificate == nullptr) return true;
    STACK_OF(X509)* chain = nullptr;
    SSL_CTX_get0_chain_certs(own, static_cast<void*>(&chain));
    return SSL_CTX_use_cert_and_key(with, certificate, SSL_CTX_get0_privatekey(own), chain, 1) == 1;
}

void expect_host(SSL* tls, const std::string& host) {
    error_code no_address;
    asio::ip::make_address(host, no_address);
    if (!no_address) {
        X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(tls), host.c_str());
        return;
    }
    SSL_set_tlsext_host_name(tls, host.c_str());
    SSL_set1_host(tls, host.c_str());
}

std::string words_of_tls_failure(SSL* tls, const error_code& error, const TlsFiles& files,
                                 const std::string& host) {
    const auto verified = SSL_get_verify_result(tls);
    if (verified != X509_V_OK) return of_verification(verified, files, host);
    const int reason = ERR_GET_REASON(static_cast<unsigned long>(error.value()));
    if (reason == SSL_R_WRONG_VERSION_NUMBER) return "it does not speak TLS: " + error.message();
    if (files.cert_file.empty() && reason == SSL_R_SSLV3_ALERT_HANDSHAKE_FAILURE) {
        // What Java 17 says where it wants a certificate and gets none; others mean ciphers by it.
        return "it may demand a client certificate: set cert_file and key_file (" +
               error.message() + ")";
    }
    if (!about_our_certificate(reason)) return error.message();
    return files.cert_file.empty()
               ? "it demands a client certificate: set cert_file and key_file (" + error.message() +
                     ")"
               : fmt::format("it does not accept {} ({})", files.cert_file, error.message());
}

}  // namespace druidwatch::net
