#include <catch2/catch.hpp>

#include "config/admin_of_members.hpp"

using namespace druidwatch;
using namespace druidwatch::config;

namespace {

AdminOfMembers owners(std::vector<Endpoint> ensemble, std::vector<std::string> admin) {
    return admin_of_members({.ensemble = std::move(ensemble), .admin = std::move(admin)});
}

}  // namespace

TEST_CASE("an AdminServer belongs to the member on its host, whatever the order") {
    const auto found = owners({{"zk1", 2181}, {"zk2", 2181}}, {"http://zk2:8080"});
    CHECK(found.by_member == std::vector<std::string>{"", "http://zk2:8080"});
    CHECK(found.left.empty());
}

TEST_CASE("of several members on one host the order decides") {
    const auto found = owners({{"zk", 1}, {"zk", 2}}, {"http://zk:8081", "http://zk:8082"});
    CHECK(found.by_member == std::vector<std::string>{"http://zk:8081", "http://zk:8082"});
}

TEST_CASE("an AdminServer on no member's host, or one too many, is nobody's") {
    CHECK(owners({{"zk1", 2181}}, {"http://zk9:8080"}).left == std::vector<std::size_t>{0});
    CHECK(owners({{"zk1", 2181}}, {"http://zk1:8080", "http://zk1:8081"}).left ==
          std::vector<std::size_t>{1});
}
