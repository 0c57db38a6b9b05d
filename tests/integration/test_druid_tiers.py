"""What the faults of masters, Brokers, balancer and of the way there raise, on a real Druid cluster."""
import unittest

from stage import TIMEOUT, Stage

POLL = 1
SLOWEST_POLL = 10
TAKE_OVER = 9  # Druid's session timeout here, up to a half more as ZooKeeper counts it: until a silent node is given up


class DruidTiers(Stage):
    def node(self, server):
        return f"127.0.0.1:{server.port}"

    def test_a_killed_leader_is_a_master_down_and_no_standby_until_it_is_back(self):
        leader = self.node(self.cluster.leader())
        self.provoke("leader", {f"master NodeDown {leader}": "", "coordinator NoStandby": "", "overlord NoStandby": ""},
                     15 + POLL + TIMEOUT + TAKE_OVER)

    def test_all_masters_killed_is_one_cause(self):
        cause = "master NoneServing"
        self.provoke("masters", {
            cause: "", **{f"master NodeDown {self.node(master)}": cause for master in self.cluster.masters},
            "coordinator NoLeader": cause, "overlord NoLeader": cause,
            "coordinator NoStandby": "coordinator NoLeader", "overlord NoStandby": "overlord NoLeader"}, 15 + POLL + TIMEOUT)

    def test_a_killed_broker_leaves_no_redundancy(self):
        self.provoke("broker", {f"broker NodeDown {self.node(self.cluster.brokers[0])}": "", "broker NoRedundancy": ""},
                     15 + POLL + TIMEOUT)

    def test_a_frozen_broker_is_down_once_its_announcement_is_gone(self):
        self.provoke("broker-frozen", {f"broker NodeDown {self.node(self.cluster.brokers[0])}": "", "broker NoRedundancy": ""},
                     15 + POLL + TIMEOUT + TAKE_OVER)

    def brokers_down(self):
        cause = "broker NoneServing"
        return {cause: "", "broker NoRedundancy": cause,
                **{f"broker NodeDown {self.node(broker)}": cause for broker in self.cluster.brokers}}

    def test_all_brokers_killed_is_one_cause(self):
        self.provoke("brokers", self.brokers_down(), 15 + POLL + TIMEOUT)

    def test_all_brokers_frozen_is_one_cause(self):
        self.provoke("brokers-frozen", self.brokers_down(), 15 + POLL + TIMEOUT + TAKE_OVER)

    def test_a_killed_balancer_is_down_while_brokers_serve(self):
        self.provoke("balancer", {f"balancer Down {self.node(self.cluster.balancer)}": ""}, 5 + POLL + TIMEOUT)

    def test_a_cluster_that_is_out_of_reach_is_one_alert(self):
        if not self.cluster.vantage:
            self.skipTest("this machine lets nobody make a network namespace")
        self.provoke("unreachable", {"cluster Unreachable": ""}, 15 + SLOWEST_POLL + TIMEOUT)


if __name__ == "__main__":
    unittest.main()
