#include "exporters/web/access/tls_server.hpp"

#include <algorithm>

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/verify_context.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

namespace druidwatch::exporters {
namespace asio = boost::asio;
namespace ssl = asio::ssl;
using boost::system::error_code;

namespace {

using Names = std::unique_ptr<GENERAL_NAMES,
                              decltype([](GENERAL_NAMES* names) { GENERAL_NAMES_free(names); })>;

std::string text_of(const ASN1_STRING* text) {
    return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
            static_cast<std::size_t>(ASN1_STRING_length(text))};
}

std::string address_of(const ASN1_STRING* bytes) {
    const auto* data = ASN1_STRING_get0_data(bytes);
    if (ASN1_STRING_length(bytes) == 4) {
        asio::ip::address_v4::bytes_type v4;
        std::copy_n(data, v4.size(), v4.begin());
        return asio::ip::address_v4(v4).to_string();
    }
    if (ASN1_STRING_length(bytes) != 16) return {};
    asio::ip::address_v6::bytes_type v6;
    std::copy_n(data, v6.size(), v6.begin());
    return asio::ip::address_v6(v6).to_string();
}

std::string text_of(const GENERAL_NAME* name) {
    switch (name->type) {
        case GEN_DNS:
        case GEN_EMAIL:
        case GEN_URI:
            return text_of(name->d.ia5);
        case GEN_IPADD:
            return address_of(name->d.iPAddress);
        default:
            return {};
    }
}

bool has_one_of(X509* certificate, const std::vector<std::string>& allowed) {
    const Names names(static_cast<GENERAL_NAMES*>(
        X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
    if (!names) return false;
    for (int i = 0; i < sk_GENERAL_NAME_num(names.get()); ++i) {
        if (std::ranges::count(allowed, text_of(sk_GENERAL_NAME_value(names.get(), i))) > 0) {
            return true;
        }
    }
    return false;
}

ssl::verify_mode verify_mode_of(ClientAuth auth) {
    switch (auth) {
        case ClientAuth::none:
            return ssl::verify_none;
        case ClientAuth::request:
        case ClientAuth::verify_if_given:
            return ssl::verify_peer;
        case ClientAuth::require_any:
        case ClientAuth::require_and_verify:
            return ssl::verify_peer | ssl::verify_fail_if_no_peer_cert;
    }
    std::unreachable();
}

/// Called for each certificate of a client's chain; its own is at depth 0.
auto verify(const TlsServer& settings) {
    const bool any = settings.client_auth == ClientAuth::request ||
                     settings.client_auth == ClientAuth::require_any;
    return [any, sans = settings.client_allowed_sans](bool verified, ssl::verify_context& chain) {
        if (!any && !verified) return false;
        auto* store = chain.native_handle();
        if (sans.empty() || X509_STORE_CTX_get_error_depth(store) > 0) return true;
        return has_one_of(X509_STORE_CTX_get_current_cert(store), sans);
    };
}

/// What OpenSSL said last, in words.
std::string words() {
    const auto* text = ERR_reason_error_string(ERR_peek_last_error());
    return text ? text : "OpenSSL does not say why";
}

std::optional<std::string> load_files(ssl::context& context, const TlsServer& settings) {
    error_code error;
    ERR_clear_error();
    context.use_certificate_chain_file(settings.cert_file, error);
    if (error) return fmt::format("{}: {}", settings.cert_file, error.message());
    context.use_private_key_file(settings.key_file, ssl::context::pem, error);
    if (error) return fmt::format("{}: {}", settings.key_file, error.message());
    if (settings.client_ca_file.empty()) return {};
    context.load_verify_file(settings.client_ca_file, error);
    if (error) return fmt::format("{}: {}", settings.client_ca_file, error.message());
    // Clients with several certificates choose by these.
    SSL_CTX_set_client_CA_list(context.native_handle(),
                               SSL_load_client_CA_file(settings.client_ca_file.c_str()));
    return {};
}

int number_of(TlsVersion version) {
    return version == TlsVersion::tls12 ? TLS1_2_VERSION : TLS1_3_VERSION;
}

std::optional<std::string> set_choices(SSL_CTX* context, const TlsServer& settings) {
    ERR_clear_error();
    SSL_CTX_set_min_proto_version(context, number_of(settings.min_version));
    SSL_CTX_set_max_proto_version(context, number_of(settings.max_version));
    std::vector<std::string> older;
    std::vector<std::string> of_tls13;
    for (const auto& suite : settings.cipher_suites) {
        (suite.starts_with("TLS_") ? of_tls13 : older).push_back(suite);
    }
    const auto listed = [](const std::vector<std::string>& names) {
        return fmt::format("{}", fmt::join(names, ":"));
    };
    if (!older.empty() && SSL_CTX_set_cipher_list(context, listed(older).c_str()) != 1) {
        return "cipher_suites: " + words();
    }
    if (!of_tls13.empty() && SSL_CTX_set_ciphersuites(context, listed(of_tls13).c_str()) != 1) {
        return "cipher_suites: " + words();
    }
    const auto curves = listed(settings.curve_preferences);
    if (!curves.empty() && SSL_CTX_set1_groups_list(context, curves.c_str()) != 1) {
        return "curve_preferences: " + words();
    }
    return {};
}

}  // namespace

std::expected<TlsContext, std::string> make_tls_server(const TlsServer& settings) {
    auto context = std::make_shared<ssl::context>(ssl::context::tls_server);
    auto* native = context->native_handle();
    if (const auto trouble = load_files(*context, settings)) return std::unexpected(*trouble);
    if (const auto trouble = set_choices(native, settings)) return std::unexpected(*trouble);
    SSL_CTX_set_options(native, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
    if (settings.prefer_server_cipher_suites) {
        SSL_CTX_set_options(native, SSL_OP_CIPHER_SERVER_PREFERENCE);
    }
    // A session that is resumed brings no certificate: what was allowed once would be for good. And
    // an idle connection shall hold little memory.
    SSL_CTX_set_options(native, SSL_OP_NO_TICKET);
    SSL_CTX_set_num_tickets(native, 0);
    SSL_CTX_set_session_cache_mode(native, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_mode(native, SSL_MODE_RELEASE_BUFFERS);
    context->set_verify_mode(verify_mode_of(settings.client_auth));
    context->set_verify_callback(verify(settings));
    return context;
}

}  // namespace druidwatch::exporters
