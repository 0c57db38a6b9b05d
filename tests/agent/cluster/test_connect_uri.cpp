#include <catch2/catch.hpp>

#include "cluster/connect_uri.hpp"

using namespace druidwatch;
using namespace druidwatch::cluster;
using Driver = ConnectUri::Driver;

namespace {

ConnectUri read(std::string_view uri) {
    CAPTURE(std::string(uri));
    const auto parsed = parse_connect_uri(uri);
    REQUIRE(parsed);
    return *parsed;
}

std::vector<Endpoint> hosts(std::string_view uri) { return read(uri).hosts; }

}  // namespace

TEST_CASE("one host, with and without a port") {
    CHECK(read("jdbc:postgresql://pg:6432/druid") ==
          ConnectUri{Driver::postgresql, {{"pg", 6432}}, "druid", false});
    CHECK(hosts("jdbc:postgresql://pg/druid") == std::vector<Endpoint>{{"pg", 5432}});
    CHECK(hosts("jdbc:mysql://db/druid") == std::vector<Endpoint>{{"db", 3306}});
    CHECK(hosts("jdbc:mariadb://[::1]:3307/druid") == std::vector<Endpoint>{{"::1", 3307}});
}

TEST_CASE("several hosts, in the order in which they are tried") {
    const auto two = read("jdbc:postgresql://h1:5432,h2:5433/druid?targetServerType=primary");
    CHECK(two.hosts == std::vector<Endpoint>{{"h1", 5432}, {"h2", 5433}});
    CHECK(two.seeks_primary);
    CHECK(!read("jdbc:mysql://h1,h2/druid").seeks_primary);
    CHECK(read("jdbc:mysql:replication://h1,h2/druid").seeks_primary);
    CHECK(hosts("jdbc:mariadb:sequential://h1,h2:3307/druid") ==
          std::vector<Endpoint>{{"h1", 3306}, {"h2", 3307}});
}

TEST_CASE("Connector/J's addresses in brackets") {
    const std::vector<Endpoint> two{{"h1", 3307}, {"h2", 3306}};
    CHECK(
        hosts("jdbc:mysql://address=(host=h1)(port=3307)(type=primary),address=(host=h2)/druid") ==
        two);
    CHECK(hosts("jdbc:mysql://(host=h1,port=3307),(host=h2)/druid") == two);
}

TEST_CASE("no host is this host") {
    CHECK(hosts("jdbc:postgresql:druid") == std::vector<Endpoint>{{"localhost", 5432}});
    CHECK(read("jdbc:postgresql:/druid").database == "druid");
    CHECK(hosts("jdbc:mysql:///druid") == std::vector<Endpoint>{{"localhost", 3306}});
}

TEST_CASE("credentials are skipped") {
    CHECK(hosts("jdbc:mysql://druid:dr@id@db:3307/druid?user=druid&password=x") ==
          std::vector<Endpoint>{{"db", 3307}});
}

TEST_CASE("what is no URI of PostgreSQL, MySQL or MariaDB is none") {
    for (const auto* uri :
         {"", "jdbc:derby://localhost:1527/var/druid/metadata.db", "postgresql://h",
          "jdbc:mysql://h:port/druid", "jdbc:mysql://h1,h 2/druid"}) {
        CAPTURE(uri);
        CHECK(!parse_connect_uri(uri));
    }
}

TEST_CASE("a database is the same by whatever way it is reached") {
    CHECK(database_of("jdbc:postgresql://pg1,pg2:5433/druid?ssl=true") ==
          "pg1:5432,pg2:5433/druid");
    CHECK(database_of("jdbc:postgresql://user:secret@pg1/druid") == "pg1:5432/druid");
    CHECK(database_of("jdbc:derby://localhost:1527/druid") == "jdbc:derby://localhost:1527/druid");
}
