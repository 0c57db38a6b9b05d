"""The metadata store's primary, the leading master and two ZooKeeper members die in one moment: two causes are paged, each once,
and nothing that follows from them. Real Druid, a real Alertmanager with what is shipped for it."""
import unittest

import shipped
from stage import DruidCluster, Unavailable, vantage, wait
from lab.fault import kill
from lab.webhook import Webhook

CAUSES = {("zookeeper", "QuorumLost"), ("metadata", "NoPrimary")}
CONSEQUENCES = {("metadata", "EndpointNotPrimary"), ("coordinator", "NoLeader"), ("overlord", "NoLeader")}
BUDGET = 11  # Druid's session timeout here and 5 s
GROUP_WAIT = 15  # of critical alerts, in what is shipped


class OnePagePerCause(unittest.TestCase):
    def setUp(self):
        try:
            self.cluster = DruidCluster(watched_through_paths=vantage.possible())
            self.cluster.start().await_ready()
        except Unavailable as reason:
            self.skipTest(f"real Druid can't be had: {reason}")
        self.addCleanup(self.cluster.down)
        self.webhook = Webhook(self.cluster.lab).start()
        self.addCleanup(self.webhook.stop)
        self.manager = shipped.alertmanager(self.cluster.lab, self.webhook).start().await_ready()
        self.agent = self.cluster.agent(self.cluster.druidwatch_config([self.manager.url])).start().await_ready()

    def held(self):
        """Critical alerts that Alertmanager holds, and by how many others each is inhibited."""
        return {(alert["labels"]["tier"], alert["labels"]["alertname"].removeprefix("DruidHa")): alert["status"]["inhibitedBy"]
                for alert in self.manager.alerts(severity="critical")}

    def test_two_causes_are_two_pages(self):
        members = [self.cluster.ensemble.await_leader(), *self.cluster.ensemble.followers()[:1]]
        kill(self.cluster.replication.first, self.cluster.leader(), *members)

        wait.until(lambda: CAUSES | CONSEQUENCES <= set(self.held()), 3 * BUDGET + 10, "causes and consequences fire", poll=0.1)
        wait.until(lambda: len(self.pages()) == len(CAUSES), GROUP_WAIT + 5, "the pages", poll=0.1)
        # As long as it takes to tell of the consequence that came last, had it no cause.
        wait.stays(lambda: len(self.pages()) == len(CAUSES), GROUP_WAIT + 5, "no page follows", poll=0.2)

        self.assertEqual([set(page) for page in self.pages()].count({("zookeeper", "QuorumLost")}), 1)
        self.assertEqual([set(page) for page in self.pages()].count({("metadata", "NoPrimary")}), 1)
        for alert, inhibited_by in self.held().items():
            self.assertEqual(bool(inhibited_by), alert not in CAUSES, alert)
        print(f"paged: {CAUSES}; held back: {set(self.held()) - CAUSES}", flush=True)

    def pages(self):
        return shipped.notified(self.webhook, "critical")


if __name__ == "__main__":
    unittest.main()
