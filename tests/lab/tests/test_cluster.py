"""A whole cluster, and every fault there is: some minutes, two cores. Only when asked for: DRUIDWATCH_SLOW_TESTS=1."""
import os
import unittest

from lab import ask
from lab.cluster import DruidCluster
from lab.faults import FAULTS, NotPossible


@unittest.skipUnless(os.environ.get("DRUIDWATCH_SLOW_TESTS"), "DRUIDWATCH_SLOW_TESTS is not set")
class WholeCluster(unittest.TestCase):
    def test_everything_breaks_and_is_repaired(self):
        with DruidCluster(watched_through_paths=True) as cluster:
            for name, fault in FAULTS.items():
                with self.subTest(name):
                    try:
                        self.assertTrue(fault(cluster))
                    except NotPossible as trouble:
                        self.skipTest(str(trouble))
                cluster.repair()
                self.assertTrue(cluster.settled())
                self.assertEqual(ask.post(cluster.balancer.url + "/druid/v2/sql", {"query": "SELECT 1"}).status, 200)
