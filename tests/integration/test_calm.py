"""A healthy cluster is silent, and its watcher is no burden on it, not even while ZooKeeper is gone."""
import os
import unittest

from stage import Journal, Stage, ask, wait

CALM_SECONDS = float(os.environ.get("DRUIDWATCH_CALM_SECONDS", "600"))
OUTAGE_SECONDS = 60


class Calm(Stage):
    def test_a_healthy_cluster_raises_nothing_for_ten_minutes(self):
        journal = Journal(self.agent)
        wait.stays(lambda: not journal.firing(), CALM_SECONDS, "silence", poll=1)
        self.assertEqual([alert["labels"]["alertname"] for alert in self.alertmanager.alerts()], ["DruidHaWatchdog"])


class WhileZooKeeperIsGone(Stage):
    """Druid has 12 Jetty threads in this lab: a careless watcher uses them up within seconds (facts: druid.md §0.4)."""

    def test_every_process_still_answers_others(self):
        questions = [*((master.url + "/druid/coordinator/v1/isLeader", (200, 404)) for master in self.cluster.masters),
                     *((broker.url + "/druid/broker/v1/readiness", (200,)) for broker in self.cluster.brokers),
                     *((router.url + "/status/health", (200,)) for router in self.cluster.routers)]

        def everyone_answers():
            for url, statuses in questions:
                self.assertIn(ask.get(url, timeout=5).status, statuses, url)
            return True

        self.cluster.ensemble.kill()
        try:
            wait.stays(everyone_answers, OUTAGE_SECONDS, "everyone answers", poll=0.5)
        finally:
            self.cluster.repair()


if __name__ == "__main__":
    unittest.main()
