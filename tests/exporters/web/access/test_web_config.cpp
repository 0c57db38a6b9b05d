#include <catch2/catch.hpp>

#include "exporters/web/access/web_config.hpp"

using namespace druidwatch;
using namespace druidwatch::exporters;

namespace {

constexpr auto hash = "$2y$04$abcdefghijklmnopqrstuuLK4yYxcGJwQr33yKnQTmKjI1WQSUD2K";

WebConfig good(std::string_view text) {
    auto config = parse_web_config(text, "/etc/druidwatch/web.yml");
    if (!config) {
        for (const auto& error : config.error()) UNSCOPED_INFO(to_string(error));
    }
    REQUIRE(config.has_value());
    return *std::move(config);
}

std::string wrong(std::string_view text) {
    const auto config = parse_web_config(text, "web.yml");
    REQUIRE(!config.has_value());
    std::string lines;
    for (const auto& error : config.error()) lines += to_string(error) + "\n";
    return lines;
}

std::string tls(std::string_view more) {
    return "tls_server_config:\n  cert_file: a.pem\n  key_file: a.key\n" + std::string(more);
}

}  // namespace

TEST_CASE("a whole web configuration file of exporter-toolkit is understood") {
    const auto config = good(R"(
tls_server_config:
  cert_file: server.pem
  key_file: /keys/server.key
  client_auth_type: RequireAndVerifyClientCert
  client_ca_file: ../ca.pem
  client_allowed_sans: [prometheus.example, 10.0.0.7]
  min_version: TLS12
  max_version: TLS13
  cipher_suites:
    - TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256
    - TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305
    - TLS_AES_256_GCM_SHA384
  prefer_server_cipher_suites: false
  curve_preferences: [X25519, CurveP256]
http_server_config:
  http2: false
  headers:
    X-Frame-Options: deny
    Strict-Transport-Security: max-age=31536000
basic_auth_users:
  alice: )" + std::string(hash) +
                             R"(
rate_limit: {interval: 100ms, burst: 20}
)");
    REQUIRE(config.tls);
    CHECK(config.tls->cert_file == "/etc/druidwatch/server.pem");
    CHECK(config.tls->key_file == "/keys/server.key");
    CHECK(config.tls->client_ca_file == "/etc/ca.pem");
    CHECK(config.tls->client_auth == ClientAuth::require_and_verify);
    CHECK(config.tls->client_allowed_sans ==
          std::vector<std::string>{"prometheus.example", "10.0.0.7"});
    CHECK(config.tls->cipher_suites == std::vector<std::string>{"ECDHE-RSA-AES128-GCM-SHA256",
                                                                "ECDHE-ECDSA-CHACHA20-POLY1305",
                                                                "TLS_AES_256_GCM_SHA384"});
    CHECK(!config.tls->prefer_server_cipher_suites);
    CHECK(config.tls->curve_preferences == std::vector<std::string>{"X25519", "P-256"});
    CHECK(config.http.headers.at("X-Frame-Options") == "deny");
    CHECK(config.users == WebUsers{{"alice", hash}});
    CHECK(config.rate_limit.interval == 100ms);
    CHECK(config.rate_limit.burst == 20);
}

TEST_CASE("what is left out is as exporter-toolkit has it") {
    const auto config = good("{}");
    CHECK(!config.tls);
    CHECK(config.users.empty());
    CHECK(config.rate_limit.interval == 0ms);
    const auto secured = good(tls(""));
    CHECK(secured.tls->client_auth == ClientAuth::none);
    CHECK(secured.tls->min_version == TlsVersion::tls12);
    CHECK(secured.tls->max_version == TlsVersion::tls13);
    CHECK(secured.tls->prefer_server_cipher_suites);
}

TEST_CASE("all five kinds of client authentication have their names") {
    CHECK(good(tls("  client_auth_type: NoClientCert")).tls->client_auth == ClientAuth::none);
    CHECK(good(tls("  client_auth_type: RequestClientCert")).tls->client_auth ==
          ClientAuth::request);
    CHECK(good(tls("  client_auth_type: RequireAnyClientCert")).tls->client_auth ==
          ClientAuth::require_any);
    CHECK(good(tls("  client_auth_type: VerifyClientCertIfGiven\n  client_ca_file: c"))
              .tls->client_auth == ClientAuth::verify_if_given);
    CHECK(good(tls("  client_auth_type: RequireAndVerifyClientCert\n  client_ca_file: c"))
              .tls->client_auth == ClientAuth::require_and_verify);
    CHECK(
        wrong(tls("  client_auth_type: Whatever")).starts_with("web.yml:4:21: `Whatever` is not"));
}

TEST_CASE("a file that lets in more than it seems to is refused") {
    CHECK(wrong("").starts_with("web.yml:1:1: the file is empty"));
    CHECK(wrong(tls("  client_ca_file: ca.pem")).starts_with("web.yml:4:19: nothing is asked of"));
    CHECK(wrong(tls("  client_auth_type: RequireAndVerifyClientCert"))
              .starts_with("web.yml:4:21: no authority is there"));
    CHECK(wrong(tls("  client_allowed_sans: [a]\n  client_auth_type: RequestClientCert"))
              .starts_with("web.yml:4:24: clients may come without"));
    CHECK(wrong("tls_server_config: {cert_file: a}").find("`key_file` is missing") !=
          std::string::npos);
    CHECK(wrong(tls("  min_version: TLS13\n  max_version: TLS12")).find("above max_version") !=
          std::string::npos);
}

TEST_CASE("every mistake is told at its place, with what to write") {
    CHECK(wrong("basic_auth_user: {}\nhttp_server_config: {http2: maybe}\n") ==
          "web.yml:1:1: unknown key `basic_auth_user`: did you mean `basic_auth_users`?\n"
          "web.yml:2:29: `maybe` is not true or false: write one of them\n");
    CHECK(wrong("http_server_config: {headers: {X-Frame-Option: deny}}") ==
          "web.yml:1:32: `X-Frame-Option` is no header that can be set here: did you mean "
          "`X-Frame-Options`?\n");
    CHECK(wrong("http_server_config: {headers: {X-Frame-Options: never}}")
              .find("write deny or sameorigin") != std::string::npos);
    CHECK(wrong(tls("  cipher_suites: [TLS_NULL]")).starts_with("web.yml:4:19: `TLS_NULL` is no"));
    CHECK(wrong(tls("  min_version: TLS10")).find("`TLS10` is not TLS12 or TLS13") !=
          std::string::npos);
    CHECK(wrong("a: [").starts_with("web.yml:"));
}

TEST_CASE("a password that stands where its hash should is never repeated") {
    const auto lines = wrong("basic_auth_users: {alice: hunter2}");
    CHECK(lines.starts_with("web.yml:1:20: the value of `alice` is no hash of bcrypt"));
    CHECK(lines.find("hunter2") == std::string::npos);
}
