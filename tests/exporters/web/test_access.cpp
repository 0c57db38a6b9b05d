#include <catch2/catch.hpp>

#include "exporters/web/tls_client.hpp"

using namespace druidwatch;
using namespace druidwatch::exporters;
using namespace druidwatch::test;
using Catch::Contains;
using Catch::StartsWith;

namespace {

const std::string alice =
    "basic_auth_users: {alice: $2y$04$abcdefghijklmnopqrstuuLK4yYxcGJwQr33yKnQTmKjI1WQSUD2K}\n";
const std::string her_login = "Authorization: Basic YWxpY2U6cmlnaHQgaG9yc2U=\r\n";
const std::string mutual =
    "  client_auth_type: RequireAndVerifyClientCert\n  client_ca_file: " DRUIDWATCH_FIXTURES
    "/tls/ca.pem\n";

std::string get(const std::string& path, const std::string& headers = {}) {
    return "GET " + path + " HTTP/1.1\r\nHost: x\r\n" + headers + "\r\n";
}

Served served_by(const WebFile& file) { return Served({}, {}, file.path()); }

/// What a client gets with a certificate of the fixtures, or without.
std::string over_tls(const Served& served, bool with_certificate) {
    TlsClient client(served, client_context(with_certificate));
    if (client.error) return client.error.message();
    boost::system::error_code ignored;
    boost::asio::write(client.stream(), boost::asio::buffer(get_metrics), ignored);
    return client.until("\r\n\r\n");
}

}  // namespace

TEST_CASE("over TLS everything is as without") {
    const WebFile file(tls_of_fixtures());
    const auto served = served_by(file);
    TlsClient client(served, client_context());
    REQUIRE(!client.error);
    for (int i = 0; i < 3; ++i) {
        CHECK_THAT(client.send(get_metrics).answer(), Contains("druid_ha_invariant{"));
    }
    CHECK_THAT(client.send(get_events).until("\n\n"), Contains("text/event-stream"));
}

TEST_CASE("who speaks plain HTTP to it is told that it is HTTPS") {
    const WebFile file(tls_of_fixtures());
    const auto served = served_by(file);
    const auto answer = Client(served).send(get_metrics).to_the_end();
    CHECK_THAT(answer, StartsWith("HTTP/1.1 400 ") && Contains("write https://"));
}

TEST_CASE("a client's certificate is asked for, verified, and its name looked at") {
    const WebFile file(tls_of_fixtures(mutual));
    const auto served = served_by(file);
    CHECK_THAT(over_tls(served, true), StartsWith("HTTP/1.1 200 "));
    CHECK_THAT(over_tls(served, false), !Contains("200"));

    file.write(tls_of_fixtures(mutual + "  client_allowed_sans: [localhost]\n"));
    CHECK_THAT(over_tls(served, true), StartsWith("HTTP/1.1 200 "));
    file.write(tls_of_fixtures(mutual + "  client_allowed_sans: [prometheus.example]\n"));
    CHECK_THAT(over_tls(served, true), !Contains("200"));

    file.write(tls_of_fixtures("  client_auth_type: RequireAnyClientCert\n"));
    CHECK_THAT(over_tls(served, true), StartsWith("HTTP/1.1 200 "));
    CHECK_THAT(over_tls(served, false), !Contains("200"));

    file.write(
        tls_of_fixtures("  client_auth_type: VerifyClientCertIfGiven\n"
                        "  client_ca_file: " DRUIDWATCH_FIXTURES "/tls/ca.pem\n"));
    CHECK_THAT(over_tls(served, true), StartsWith("HTTP/1.1 200 "));
    CHECK_THAT(over_tls(served, false), StartsWith("HTTP/1.1 200 "));

    // Signed by `ca`, which is not `server`: verified it would be refused, requested it is not.
    file.write(
        tls_of_fixtures("  client_auth_type: VerifyClientCertIfGiven\n"
                        "  client_ca_file: " DRUIDWATCH_FIXTURES "/tls/server.pem\n"));
    CHECK_THAT(over_tls(served, true), !Contains("200"));
    file.write(tls_of_fixtures("  client_auth_type: RequestClientCert\n"));
    CHECK_THAT(over_tls(served, true), StartsWith("HTTP/1.1 200 "));
}

TEST_CASE("versions, cipher suites and curves are those of the file") {
    const WebFile file(
        tls_of_fixtures("  max_version: TLS12\n"
                        "  cipher_suites: [TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384]\n"
                        "  curve_preferences: [CurveP384]\n"));
    const auto served = served_by(file);
    TlsClient client(served, client_context());
    REQUIRE(!client.error);
    auto* tls = client.stream().native_handle();
    CHECK(std::string(SSL_get_version(tls)) == "TLSv1.2");
    CHECK(std::string(SSL_get_cipher_name(tls)) == "ECDHE-ECDSA-AES256-GCM-SHA384");

    file.write(tls_of_fixtures("  min_version: TLS13\n"));
    auto old = client_context();
    SSL_CTX_set_max_proto_version(old.native_handle(), TLS1_2_VERSION);
    CHECK(TlsClient(served, std::move(old)).error);
    CHECK(!TlsClient(served, client_context()).error);
}

TEST_CASE("with users nothing is served to others, health included") {
    const WebFile file(alice);
    const auto served = served_by(file);
    Client client(served);
    for (const auto* path : {"/metrics", "/-/healthy", "/-/ready", "/", "/runbooks/", "/nowhere"}) {
        CAPTURE(path);
        const auto refusal = client.send(get(path)).answer();
        CHECK_THAT(refusal, StartsWith("HTTP/1.1 401 ") && Contains("WWW-Authenticate: Basic"));
        CHECK_THAT(client.send(get(path, "Authorization: Basic YWxpY2U6d3Jvbmc=\r\n")).answer(),
                   StartsWith("HTTP/1.1 401 "));
        CHECK_THAT(client.send(get(path, her_login)).answer(), !StartsWith("HTTP/1.1 401 "));
    }
    CHECK_THAT(client.send(get("/metrics", her_login)).answer(), Contains("druid_ha_invariant{"));
}

TEST_CASE("the file's headers are in every answer") {
    const WebFile file(alice + "http_server_config: {headers: {X-Frame-Options: deny}}\n");
    const auto served = served_by(file);
    Client client(served);
    CHECK_THAT(client.send(get("/metrics", her_login)).answer(), Contains("X-Frame-Options: deny"));
    CHECK_THAT(client.send(get("/metrics")).answer(), Contains("X-Frame-Options: deny"));
    CHECK_THAT(client.send("nonsense\r\n\r\n").to_the_end(),
               StartsWith("HTTP/1.1 400 ") && Contains("X-Frame-Options: deny"));
    CHECK_THAT(Client(served).send(get("/api/v1/events", her_login)).until("\n\n"),
               Contains("X-Frame-Options: deny"));
}

TEST_CASE("more requests than the rate lets in are turned away") {
    const WebFile file("rate_limit: {interval: 1h, burst: 2}\n");
    const auto served = served_by(file);
    Client client(served);
    CHECK_THAT(client.send(get_metrics).answer(), StartsWith("HTTP/1.1 200 "));
    CHECK_THAT(client.send(get_metrics).answer(), StartsWith("HTTP/1.1 200 "));
    CHECK_THAT(client.send(get_metrics).answer(), StartsWith("HTTP/1.1 429 "));
}

TEST_CASE("a file that changes holds from the next request on, and a bad one changes nothing") {
    const WebFile file(alice);
    const auto served = served_by(file);
    Client client(served);
    CHECK_THAT(client.send(get_metrics).answer(), StartsWith("HTTP/1.1 401 "));
    file.write("{}");
    CHECK_THAT(client.send(get_metrics).answer(), StartsWith("HTTP/1.1 200 "));
    file.write(alice);
    for (const auto* bad : {"", "nonsense", "basic_auth_users: {alice: secret}\n",
                            "tls_server_config: {cert_file: /none, key_file: /none}\n"}) {
        CHECK_THAT(client.send(get_metrics).answer(), StartsWith("HTTP/1.1 401 "));
        file.write(bad);
    }
    CHECK_THAT(client.send(get_metrics).answer(), StartsWith("HTTP/1.1 401 "));
    std::filesystem::remove(file.path());
    CHECK_THAT(client.send(get("/metrics", her_login)).answer(), StartsWith("HTTP/1.1 200 "));
}

TEST_CASE("a server that is made with a bad file says every error in it") {
    const WebFile file("basic_auth_users: {alice: secret}\nrate_limits: {}\n");
    watch::SnapshotBoard board;
    CHECK_THROWS_WITH(WebServer({.config_file = file.path()}, board),
                      Contains("web.yml:1:20: ") && Contains("web.yml:2:1: "));
    CHECK_THROWS_WITH(WebServer({.config_file = "/none.yml"}, board),
                      StartsWith("/none.yml: can't be read"));
}
