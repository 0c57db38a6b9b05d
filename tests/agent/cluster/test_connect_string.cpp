#include <catch2/catch.hpp>

#include "cluster/connect_string.hpp"

using druidwatch::cluster::hosts_in_order;

TEST_CASE("hosts are compared whatever their order, blanks and repetitions") {
    CHECK(hosts_in_order("zk2:2181, zk1:2181,zk2:2181") == "zk1:2181,zk2:2181");
    CHECK(hosts_in_order(",zk1:2181,") == "zk1:2181");
    CHECK(hosts_in_order("") == "");
}
