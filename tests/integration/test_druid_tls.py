"""Real Druid that answers by mutual TLS, its masters by plain text at another port, too: one node each, and watched as any other."""
import unittest

from stage import FAULTS, TIMEOUT, DruidCluster, Unavailable, Watched, troubles, wait

HOLD = 2
POLL = 1
TAKE_OVER = 9  # as in druid_masters.py
CALM = 10


def node(url):
    return url.partition("//")[2]


class DruidByTls(Watched):
    # True of so small a cluster.
    standing = frozenset({"zookeeper QuorumAtRisk", "zookeeper EnsembleSizeUnsafe", "broker NoRedundancy", "metadata NoFailoverCandidate"})

    @classmethod
    def setUpClass(cls):
        try:
            cls.cluster = DruidCluster(zookeepers=1, standbys=0, brokers=1, tls=True)
            cls.cluster.start().await_ready()
        except Unavailable as reason:
            raise unittest.SkipTest(f"real Druid can't be had: {reason}")
        cls.addClassCleanup(cls.cluster.down)
        # One master is configured by its plaintext port; it calls itself by the other. All else is found.
        cls.configured, cls.found = cls.cluster.masters
        druid = {"discovery": "zookeeper", "coordinators": [cls.configured.plain_url], "brokers": None, "routers": None}
        shortened = {"alerting": {"overrides": [{"alert": f"DruidHa{name}", "hold": f"{HOLD}s"} for name in ("NodeDown", "NoStandby")]}}
        questions = {"global": {"poll": {name: f"{POLL}s" for name in ("master_slow", "properties", "duties", "broker_view")}}}
        cls.agent = cls.cluster.agent(cls.cluster.druidwatch_config(cluster={"druid": druid}, **shortened, **questions))
        cls.agent.start().await_ready(30)

    def node(self, druid):
        return node(druid.plain_url if druid is self.configured else druid.url)

    def rows(self, *states):
        return sorted((tier["tier"], row["node"]) for tier in self.agent.clusters()[0]["tiers"] for row in tier["nodes"]
                      if tier["tier"] in ("coordinator", "overlord", "broker", "router") and row["state"] in states)

    def expected(self):
        masters = [(tier, self.node(master)) for tier in ("coordinator", "overlord") for master in self.cluster.masters]
        return sorted([*masters, *(("broker", self.node(broker)) for broker in self.cluster.brokers),
                       *(("router", self.node(router)) for router in self.cluster.routers)])

    def raised(self):
        open_ones = (alert for alert in self.agent.alerts() if alert["state"] in ("pending", "firing"))
        return {self.identity(alert) for alert in troubles(open_ones)} - self.standing

    def test_each_process_is_one_node_and_calm_raises_nothing(self):
        wait.until(lambda: self.rows("up", "leading") == self.expected(), 15, f"{self.expected()} are known, and nobody else")
        wait.stays(lambda: not self.raised(), CALM, "calm")
        self.assertEqual(self.rows("up", "leading"), self.expected())

    def test_a_killed_leader_is_a_master_down_and_no_standby(self):
        old = self.node(self.cluster.leader())
        must = {f"master NodeDown {old}": "", "coordinator NoStandby": "", "overlord NoStandby": ""}
        self.see_through("leader", lambda: FAULTS["leader"](self.cluster), self.cluster.repair, must, HOLD + POLL + TIMEOUT + TAKE_OVER)


if __name__ == "__main__":
    unittest.main()
