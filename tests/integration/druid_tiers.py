"""What it raises that a whole tier of real Druid is gone, a Broker, the balancer, or the way there."""
from druid_masters import HOLD, POLL, TAKE_OVER, node, of_both_roles
from stage import TIMEOUT

SLOWEST_POLL = 10
NONE = 5  # the hold, where a tier has nobody left


class Tiers:
    def test_all_masters_killed_is_one_cause(self):
        cause = "master NoneServing"
        self.provoke("masters", {
            cause: "", **{f"master NodeDown {node(master)}": cause for master in self.cluster.masters},
            "coordinator NoLeader": cause, "overlord NoLeader": cause,
            "coordinator NoStandby": "coordinator NoLeader", "overlord NoStandby": "overlord NoLeader"}, NONE + POLL + TIMEOUT,
            # As who repairs it takes so long.
            may=[*of_both_roles("FailoverSlow"), *(f"router NoLeaderRoute {node(router)}" for router in self.cluster.routers)])

    def test_a_killed_broker_leaves_no_redundancy(self):
        self.provoke("broker", {f"broker NodeDown {node(self.cluster.brokers[0])}": "", "broker NoRedundancy": ""},
                     HOLD + POLL + TIMEOUT)

    def test_a_frozen_broker_is_down_once_its_announcement_is_gone(self):
        self.provoke("broker-frozen", {f"broker NodeDown {node(self.cluster.brokers[0])}": "", "broker NoRedundancy": ""},
                     HOLD + POLL + TIMEOUT + TAKE_OVER)

    def brokers_down(self):
        cause = "broker NoneServing"
        return {cause: "", "broker NoRedundancy": cause,
                **{f"broker NodeDown {node(broker)}": cause for broker in self.cluster.brokers}}

    def test_all_brokers_killed_is_one_cause(self):
        self.provoke("brokers", self.brokers_down(), NONE + POLL + TIMEOUT)

    def test_all_brokers_frozen_is_one_cause(self):
        self.provoke("brokers-frozen", self.brokers_down(), NONE + POLL + TIMEOUT + TAKE_OVER)

    def test_a_killed_balancer_is_down_while_brokers_serve(self):
        self.provoke("balancer", {f"balancer Down {node(self.cluster.balancer)}": ""}, HOLD + POLL + TIMEOUT)

    def test_a_cluster_that_is_out_of_reach_is_one_alert(self):
        if not self.cluster.vantage:
            self.skipTest("this machine lets nobody make a network namespace")
        self.provoke("unreachable", {"cluster Unreachable": ""}, 15 + SLOWEST_POLL + TIMEOUT)

    def test_a_broker_with_an_old_view_diverges(self):
        self.provoke("broker-behind", {f"broker ViewDiverges {node(self.cluster.brokers[0])}": ""},
                     HOLD + TAKE_OVER + 3 * POLL + TIMEOUT)
