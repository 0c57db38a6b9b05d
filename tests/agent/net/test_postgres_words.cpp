#include <cstdlib>

#include <catch2/catch.hpp>

#include "net/postgres_words.hpp"

using namespace druidwatch;
using namespace druidwatch::net;

namespace {

std::map<std::string, std::string> words_of(std::map<std::string, std::string> given) {
    return connection_words({.endpoint = {"pg1", 5433},
                             .words = std::move(given),
                             .password = "secret",
                             .application_name = "druidwatch"},
                            boost::asio::ip::make_address("10.0.0.1"));
}

}  // namespace

TEST_CASE("a session goes to the address that was looked up, under the name of its host") {
    const auto words = words_of({{"user", "druidwatch"}, {"dbname", "druid"}});
    CHECK(words.at("host") == "pg1");
    CHECK(words.at("hostaddr") == "10.0.0.1");
    CHECK(words.at("port") == "5433");
    CHECK(words.at("user") == "druidwatch");
    CHECK(words.at("password") == "secret");
}

TEST_CASE("words that are given count; the rest does not come from the environment") {
    const auto words = words_of({{"sslmode", "verify-full"}, {"hostaddr", "6.6.6.6"}});
    CHECK(words.at("sslmode") == "verify-full");
    CHECK(words.at("hostaddr") == "10.0.0.1");
    CHECK(words.at("target_session_attrs") == "any");
    CHECK(words.at("gssencmode") == "disable");
    CHECK_FALSE(words.contains("options"));
}

TEST_CASE("the environment's PG variables are forgotten") {
    setenv("PGOPTIONS", "-c default_transaction_read_only=on", 1);
    forget_postgres_environment();
    CHECK(getenv("PGOPTIONS") == nullptr);
}
