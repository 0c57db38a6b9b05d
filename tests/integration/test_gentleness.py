"""The watcher is never the outage: while ZooKeeper is gone, its questions leave every Druid process able to answer others."""
import unittest

from stage import Stage, ask, wait

OUTAGE_SECONDS = 60


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
