#include <catch2/catch.hpp>

#include "probes/mysql/repertoire.hpp"

using namespace druidwatch;
using namespace druidwatch::probes::mysql;
using cluster::Product;

namespace {

using Parts = std::vector<Part>;

constexpr Monotonic start{1h};

const Dialect mariadb = dialect_of("10.11.19-MariaDB-0+deb12u1-log");
const Dialect mysql = dialect_of("8.0.36");

Figures settings(std::vector<std::string> names, std::vector<std::optional<std::string>> values) {
    return Figures({.columns = std::move(names), .cells = {std::move(values)}});
}

}  // namespace

TEST_CASE("a server's dialect is in what it calls itself") {
    CHECK(mariadb == Dialect{Product::mariadb, 101119});
    CHECK(mysql == Dialect{Product::mysql, 80036});
    CHECK(dialect_of("5.7.44-log") == Dialect{Product::mysql, 50744});
    CHECK(dialect_of("9.7.4-2") == Dialect{Product::mysql, 90704});
    CHECK(dialect_of("10.5.1-MariaDB") == Dialect{Product::mariadb, 100501});
    CHECK(dialect_of("").version == 0);
    CHECK(dialect_of("99999999999.1.1").version == 101);
    CHECK(short_version("11.8.9-MariaDB-4 from Debian-log") == "11.8.9");
}

TEST_CASE("every version is asked for its replicas in words that it knows") {
    const auto replicas = [](std::string_view version) {
        return statement_of(dialect_of(version), Part::replicas, "druid");
    };
    CHECK(replicas("10.4.34-MariaDB") == "SHOW ALL SLAVES STATUS");
    CHECK(replicas("10.5.1-MariaDB") == "SHOW ALL REPLICAS STATUS");
    CHECK(replicas("11.8.9-MariaDB") == "SHOW ALL REPLICAS STATUS");
    CHECK(replicas("5.7.44") == "SHOW SLAVE STATUS");
    CHECK(replicas("8.0.21") == "SHOW SLAVE STATUS");
    CHECK(replicas("8.0.22") == "SHOW REPLICA STATUS");
    CHECK(replicas("9.7.4") == "SHOW REPLICA STATUS");
}

TEST_CASE("what a version lacks it is not asked for") {
    const auto asks = [](std::string_view version, Part part, std::string_view words) {
        return statement_of(dialect_of(version), part, "druid").find(words) != std::string::npos;
    };
    CHECK(!asks("5.6.24", Part::identity, "super_read_only"));
    CHECK(asks("5.7.44", Part::identity, "super_read_only"));
    CHECK(!asks("5.7.44", Part::channels, "LAST_QUEUED"));
    CHECK(asks("8.0.36", Part::channels, "LAST_QUEUED"));
    CHECK(asks("8.0.21", Part::sessions, "information_schema.processlist"));
    CHECK(asks("8.0.22", Part::sessions, "performance_schema.processlist"));
    CHECK(asks("11.8.9-MariaDB", Part::sessions, "information_schema.processlist"));
    CHECK(statement_of(dialect_of("5.6.24"), Part::group, "druid").empty());
    CHECK(statement_of(mariadb, Part::channels, "druid").empty());
}

TEST_CASE("no name of a user breaks out of its statement") {
    const auto statement = statement_of(mariadb, Part::sessions, "d'\\\xff\"; DROP");
    CHECK(statement.find("USER = X'64275cff223b2044524f50'") != std::string::npos);
}

TEST_CASE("a plain server is asked for no figures of groups") {
    Repertoire repertoire(mariadb);
    CHECK(repertoire.wanted(start) ==
          Parts{Part::identity, Part::replicas, Part::settings, Part::sessions});
    repertoire.learn(settings({"wsrep_on", "wsrep_provider"}, {"1", "/usr/lib/libgalera_smm.so"}));
    CHECK(repertoire.wanted(start) ==
          Parts{Part::identity, Part::replicas, Part::settings, Part::status, Part::sessions});
    repertoire.learn(settings({"wsrep_on", "wsrep_provider"}, {"1", "none"}));
    CHECK(repertoire.wanted(start).size() == 4);
    repertoire.learn(settings({"rpl_semi_sync_master_enabled"}, {"1"}));
    CHECK(repertoire.wanted(start).size() == 5);
}

TEST_CASE("a member of a group is asked for its members") {
    Repertoire repertoire(mysql);
    CHECK(repertoire.wanted(start) ==
          Parts{Part::identity, Part::replicas, Part::settings, Part::channels, Part::sessions});
    repertoire.learn(settings({"group_replication_group_name"}, {"aaaa"}));
    CHECK(repertoire.wanted(start) == Parts{Part::identity, Part::replicas, Part::settings,
                                            Part::status, Part::group, Part::channels,
                                            Part::sessions});
}

TEST_CASE("a statement that is denied rests for five minutes, and tells what would permit it") {
    Repertoire repertoire(mariadb);
    const Failure denied{Reason::not_allowed, "query", "db1:3306", "1227/42000: Access denied"};
    CHECK(repertoire.refused(Part::replicas, 1227, denied, "mon@10.0.%", start) ==
          "GRANT SLAVE MONITOR ON *.* TO 'mon'@'10.0.%'");
    CHECK(repertoire.wanted(start + 299s) == Parts{Part::identity, Part::settings, Part::sessions});
    CHECK(repertoire.left_out(start + 299s).at(Part::replicas).starts_with("GRANT SLAVE MONITOR"));
    CHECK(repertoire.wanted(start + 300s).size() == 4);
    CHECK(repertoire.left_out(start + 300s).empty());
    CHECK(Repertoire(mysql).refused(Part::group, 1142, denied, "mon@%", start) ==
          "GRANT SELECT ON performance_schema.* TO 'mon'@'%'");
    CHECK(Repertoire(mysql).refused(Part::replicas, 1227, denied, "mon@%", start) ==
          "GRANT REPLICATION CLIENT ON *.* TO 'mon'@'%'");
}

TEST_CASE("what a server does not know rests, what went wrong is asked again") {
    Repertoire repertoire(mariadb);
    const Failure failed{Reason::unavailable, "query", "db1:3306", "1193/HY000: Unknown variable"};
    CHECK(repertoire.refused(Part::settings, 1193, failed, "mon@%", start) == failed.answer);
    CHECK(repertoire.wanted(start).size() == 3);
    CHECK(repertoire.refused(Part::sessions, 1047, failed, "mon@%", start) == failed.answer);
    CHECK(repertoire.wanted(start).size() == 3);
}
