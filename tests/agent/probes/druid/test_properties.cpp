#include "agent/probes/captures.hpp"
#include "agent/probes/mutations.hpp"
#include "probes/druid/properties.hpp"

using namespace druidwatch;
using namespace druidwatch::probes;
using namespace druidwatch::probes::druid;

TEST_CASE("a master tells its ZooKeeper, base path, session timeout and metadata store") {
    const auto answer = captured_http("druid/healthy33.leader.status-properties.txt");
    const auto told = parse_properties(answer.status, answer.body);
    REQUIRE(told);
    CHECK(told->session_timeout == 6s);
    CHECK(told->base_path == "/druid");
    CHECK(told->zookeeper == "127.0.0.1:21921,127.0.0.1:21922,127.0.0.1:21923");
    CHECK(told->connect_uri == "jdbc:postgresql://127.0.0.1:25432/druid");
}

TEST_CASE("what a master does not set is Druid's own default") {
    const auto told = parse_properties(200, "{}");
    REQUIRE(told);
    CHECK(told->session_timeout == 30s);
    CHECK(told->base_path == "/druid");
    CHECK(told->zookeeper == "localhost");
    CHECK(told->connect_uri.empty());
    CHECK(parse_properties(200, R"({"druid.zk.paths.base":"druid/a/"})")->base_path == "/druid/a");
    CHECK(parse_properties(200, R"({"druid.zk.service.enabled":"false"})")->zookeeper.empty());
    CHECK(parse_properties(200, R"({"druid.zk.service.sessionTimeoutMs":"-1"})")->session_timeout ==
          30s);
}

TEST_CASE("properties of 37 read like those of 33, and need a right") {
    const auto answer = captured_http("druid/healthy37.standby.status-properties.txt");
    CHECK(parse_properties(answer.status, answer.body)->base_path == "/druid37");
    const auto denied = captured_http("druid/secure37.leader.status-properties.monitor.txt");
    CHECK(parse_properties(denied.status, denied.body).error().reason == Reason::not_allowed);
}

TEST_CASE("a master tells how it stores, discovers, tells time and is known") {
    const auto answer = captured_http("druid/healthy33.leader.status-properties.txt");
    const auto told = parse_properties(answer.status, answer.body);
    REQUIRE(told);
    CHECK(told->storage_type == "postgresql");
    CHECK(told->tables_base == "druid");
    CHECK(told->discovery == "curator");
    CHECK(told->time_zone == "UTC");
    CHECK(told->host == "127.0.0.1");
    CHECK(told->plaintext_port == 18281);
    CHECK(!told->tls_port);
    CHECK(parse_properties(200, "{}")->storage_type == "derby");
    const auto other = parse_properties(
        200, R"({"druid.metadata.storage.tables.base":"prod","druid.discovery.type":"k8s"})");
    CHECK(other->tables_base == "prod");
    CHECK(other->discovery == "k8s");
}

TEST_CASE("only ports that are open are told, and none that is not set") {
    const auto ports = [](const std::string& properties) {
        const auto told = parse_properties(200, "{" + properties + "}");
        return std::pair(told->plaintext_port, told->tls_port);
    };
    using Ports = std::pair<std::optional<int>, std::optional<int>>;
    CHECK(ports("") == Ports{});
    CHECK(ports(R"("druid.plaintextPort":"8081","druid.tlsPort":"8281")") == Ports{8081, {}});
    CHECK(ports(R"("druid.tlsPort":"8281","druid.enableTlsPort":"true")") == Ports{{}, 8281});
    CHECK(ports(R"("druid.plaintextPort":"8081","druid.enablePlaintextPort":"false")") == Ports{});
    CHECK(ports(R"("druid.plaintextPort":"0")") == Ports{});
    CHECK(ports(R"("druid.plaintextPort":"80810")") == Ports{});
}

TEST_CASE("a host is known without brackets and without its port") {
    const auto host = [](const std::string& written) {
        return parse_properties(200, R"({"druid.host":")" + written + R"("})")->host;
    };
    CHECK(host("master1") == "master1");
    CHECK(host("master1:8081") == "master1");
    CHECK(host("[::1]") == "::1");
    CHECK(host("[::1]:8081") == "::1");
    CHECK(host("::1") == "::1");
}

TEST_CASE("a connection URI is kept without its credentials") {
    CHECK(without_credentials("jdbc:postgresql://h1:5432,h2:5432/druid?targetServerType=primary") ==
          "jdbc:postgresql://h1:5432,h2:5432/druid?targetServerType=primary");
    CHECK(without_credentials("jdbc:mysql://druid:diurd@h1,druid:diurd@h2:3306/druid") ==
          "jdbc:mysql://h1,h2:3306/druid");
    CHECK(without_credentials("jdbc:postgresql://h/druid?user=druid&password=x&ssl=true") ==
          "jdbc:postgresql://h/druid?user=***&password=***&ssl=true");
    CHECK(without_credentials("jdbc:postgresql://[::1]:5432/druid?sslkey=/x&SSLPassword=y") ==
          "jdbc:postgresql://[::1]:5432/druid?sslkey=***&SSLPassword=***");
    CHECK(without_credentials("jdbc:derby://localhost:1527/var/druid;create=true;password=x") ==
          "jdbc:derby://localhost:1527/var/druid;create=true;password=***");
    CHECK(without_credentials("") == "");
}

TEST_CASE("where a secret can't be told from an address, both go") {
    for (const auto* uri :
         {"jdbc:mysql://druid:s3cret/x@h/druid", "jdbc:mysql://druid:12/s3cret@h/druid",
          "jdbc:mysql://druid:12?s3cret@h/druid?a=b", "jdbc:mysql://druid:s3cret?x@h/druid",
          "jdbc:mysql://address=(host=h)(password=s3cret)/druid",
          "jdbc:mysql://(host=h,password=s3cret)/d", "jdbc:mysql://druid:s3cret", "druid:s3cret@h",
          "jdbc:postgresql://h/d?s3cret", "jdbc:mysql://u:s3cret,@h/d"}) {
        CAPTURE(uri);
        CHECK(without_credentials(uri).find("s3cret") == std::string::npos);
    }
}

TEST_CASE("properties that can't be read are not repeated in the failure") {
    const auto answer = parse_properties(200, R"("password=s3cret)");
    REQUIRE(!answer);
    CHECK(answer.error().answer.find("s3cret") == std::string::npos);
}

TEST_CASE("no bytes break the readers of properties and of connection URIs") {
    const auto body = captured_http("druid/healthy33.leader.status-properties.txt").body;
    survive_mutations({body, R"({"druid.zk.service.host":7})"},
                      [](const std::string& bytes) { (void)parse_properties(200, bytes); });
    survive_mutations({"jdbc:mysql://u@h1,u@h2:3306/druid?user=x&password=y;z"},
                      [](const std::string& uri) { (void)without_credentials(uri); });
}
