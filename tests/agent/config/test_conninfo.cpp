#include <catch2/catch.hpp>

#include "config/conninfo.hpp"

using namespace druidwatch;
using namespace druidwatch::config;

namespace {

std::string objection(std::string_view text) {
    const auto target = parse_conninfo(text);
    return target ? "" : target.error().message;
}

}  // namespace

TEST_CASE("host and port of a database node are its endpoint, the rest its words") {
    CHECK(parse_conninfo("host=pg1 port=5433 dbname=druid user=druidwatch") ==
          DatabaseTarget{{"pg1", 5433}, {{"dbname", "druid"}, {"user", "druidwatch"}}});
    CHECK(parse_conninfo("host=pg1") == DatabaseTarget{{"pg1", 0}, {}});
}

TEST_CASE("words may be quoted, escaped and spaced as libpq has them") {
    CHECK(parse_conninfo("  host = pg1\tdbname='the druids' user=o\\'neill ") ==
          DatabaseTarget{{"pg1", 0}, {{"dbname", "the druids"}, {"user", "o'neill"}}});
    CHECK(parse_conninfo("host=pg1 dbname='it\\'s a \\\\' user=''") ==
          DatabaseTarget{{"pg1", 0}, {{"dbname", "it's a \\"}, {"user", ""}}});
}

TEST_CASE("a password among the words is refused and not repeated") {
    for (const auto* text : {"host=pg1 password=hunter2", "host=pg1 sslpassword=hunter2",
                             "postgresql://druid:hunter2@pg1/druid",
                             "host=pg1 password = 'x hunter2", "host=pg1 password=x hunter2"}) {
        CAPTURE(text);
        const auto target = parse_conninfo(text);
        REQUIRE(!target);
        CHECK(target.error().message.find("hunter2") == std::string::npos);
        CHECK(target.error().remedy.find("hunter2") == std::string::npos);
    }
    CHECK(parse_conninfo("host=pg1 password=x").error().remedy.find("password_file") !=
          std::string::npos);
}

TEST_CASE("words that can't be are refused") {
    CHECK(objection("dbname=druid") == "a database node without `host=`");
    CHECK(objection("") == "a database node without `host=`");
    CHECK(objection("pg1") == "a database node is written as key=value words");
    CHECK(objection("host='pg1") == "the quote after `host=` stays open");
    CHECK(objection("host=pg1 port=0") == "`port=0` is not a port");
    CHECK(objection("host=pg1 port=abc") == "`port=abc` is not a port");
    CHECK(objection("host=pg1 user=a user=b") == "`user=` is there twice");
    CHECK(objection("host=pg1,pg2") == "`host=pg1,pg2` names more than one");
    CHECK(parse_conninfo("host=pg1 dbnam=druid").error() ==
          Complaint{"unknown word `dbnam`", "did you mean `dbname`?"});
}

TEST_CASE("printed words are read as the same target, and a password is not printed") {
    const DatabaseTarget target{{"pg1", 5433},
                                {{"dbname", "it's \\ here"}, {"user", ""}, {"sslmode", "require"}}};
    CHECK(parse_conninfo(print_conninfo(target)) == target);
    CHECK(print_conninfo({{"pg1", 5432}, {{"password", "hunter2"}}}) == "host=pg1 port=5432");
}
