#include "exporters/web/access/web_config_tls.hpp"

#include <fmt/format.h>
#include <openssl/ssl.h>

#include "config/codecs.hpp"
#include "config/section.hpp"

namespace druidwatch::exporters {
namespace {

using config::Codec;
using config::Complaint;
using config::key;
using config::Value;

Codec<ClientAuth> client_auth() {
    return config::one_of<ClientAuth>(
        {{"NoClientCert", ClientAuth::none},
         {"RequestClientCert", ClientAuth::request},
         {"RequireAnyClientCert", ClientAuth::require_any},
         {"VerifyClientCertIfGiven", ClientAuth::verify_if_given},
         {"RequireAndVerifyClientCert", ClientAuth::require_and_verify},
         // exporter-toolkit's older name of RequireAnyClientCert
         {"RequireClientCert", ClientAuth::require_any}});
}

/// Debian's OpenSSL speaks no older ones, and they are broken.
Codec<TlsVersion> version() {
    return config::one_of<TlsVersion>({{"TLS12", TlsVersion::tls12}, {"TLS13", TlsVersion::tls13}});
}

Codec<std::vector<std::string>> names(Codec<std::string> name) {
    return config::list_of(std::move(name), [](const std::string& text) { return text; });
}

/// The names of the standard, which are Go's but for two.
config::Parsed<std::string> parse_cipher(std::string_view text) {
    std::string name(text);
    if (name.ends_with("_WITH_CHACHA20_POLY1305")) name += "_SHA256";
    std::string known = OPENSSL_cipher_name(name.c_str());
    if (known != "(NONE)") return known;
    return std::unexpected(
        Complaint{fmt::format("`{}` is no cipher suite that is known here", text),
                  "write the standard's name, such as TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"});
}

Codec<std::string> cipher() {
    return config::scalar_codec<std::string>("a cipher suite", parse_cipher,
                                             [](const std::string& name) { return name; });
}

Codec<std::string> curve() {
    return config::one_of<std::string>({{"CurveP256", "P-256"},
                                        {"CurveP384", "P-384"},
                                        {"CurveP521", "P-521"},
                                        {"X25519", "X25519"}});
}

bool verifies(ClientAuth auth) {
    return auth == ClientAuth::verify_if_given || auth == ClientAuth::require_and_verify;
}

/// As exporter-toolkit objects, and where it would trust every authority of the system.
void check(TlsServer& tls, const Value& map, config::Problems& problems) {
    const auto at = [&](std::string_view name) {
        const auto* value = map.find(name);
        return value ? value->place : map.place;
    };
    if (tls.client_auth == ClientAuth::none && !tls.client_ca_file.empty()) {
        problems.add(at("client_ca_file"), "nothing is asked of clients' certificates",
                     "add client_auth_type: RequireAndVerifyClientCert");
    }
    if (verifies(tls.client_auth) && tls.client_ca_file.empty()) {
        problems.add(at("client_auth_type"), "no authority is there to verify by",
                     "add client_ca_file");
    }
    if (!tls.client_allowed_sans.empty() && tls.client_auth != ClientAuth::require_any &&
        tls.client_auth != ClientAuth::require_and_verify) {
        problems.add(at("client_allowed_sans"), "clients may come without a certificate",
                     "add client_auth_type: RequireAndVerifyClientCert");
    }
    if (tls.min_version > tls.max_version) {
        problems.add(at("min_version"), "it is above max_version", "leave one of them out");
    }
}

}  // namespace

Codec<TlsServer> tls_server_section() {
    return config::map_of(config::Section<TlsServer>{
        "a map with cert_file and key_file",
        {required(key("cert_file", &TlsServer::cert_file, config::file_path(),
                      "PEM of the certificate that is shown.")),
         required(key("key_file", &TlsServer::key_file, config::file_path(),
                      "PEM of that certificate's key.")),
         key("client_auth_type", &TlsServer::client_auth, client_auth(),
             "What is asked of a client's certificate."),
         key("client_ca_file", &TlsServer::client_ca_file, config::file_path(),
             "PEM of the authorities that may vouch for clients."),
         key("client_allowed_sans", &TlsServer::client_allowed_sans,
             names(config::free_text("a name")),
             "Subject alternative names, one of which a client's certificate must have."),
         key("min_version", &TlsServer::min_version, version(), "The oldest version."),
         key("max_version", &TlsServer::max_version, version(), "The newest version."),
         key("cipher_suites", &TlsServer::cipher_suites, names(cipher()), "In their order."),
         key("prefer_server_cipher_suites", &TlsServer::prefer_server_cipher_suites,
             config::one_of<bool>({{"true", true}, {"false", false}}),
             "Whether that order counts, or the client's."),
         key("curve_preferences", &TlsServer::curve_preferences, names(curve()),
             "In their order.")},
        check});
}

}  // namespace druidwatch::exporters
