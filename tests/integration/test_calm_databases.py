"""Whole and idle metadata stores of every kind: no lag and no alert, however long one waits."""
import os
import unittest

from stores import StoreStage, on, troubles, wait
from lab.galera import Galera, Member
from lab.haproxy import Endpoint
from lab.mariadb import MariaReplication, installed
from lab.replication import Replication

CALM_SECONDS = float(os.environ.get("DRUIDWATCH_CALM_SECONDS", "180"))

SMALL = {"time": "1s"}


@unittest.skipUnless(installed(), "MariaDB is not installed")
class Calm(StoreStage):
    def idle(self):
        """Nobody writes, so nobody can be behind."""
        wait.until(lambda: None not in self.lags().values(), 30, "every lag is known")
        wait.stays(self.calm, CALM_SECONDS, "silence", poll=1)

    def calm(self):
        self.assertEqual(troubles(self.agent.alerts(state="firing")), [])
        self.assertFalse([lag for lag in self.lags().values() if lag and lag > 1], self.lags())
        return True

    def lags(self):
        """Servers log a little by themselves, which takes its moment; where a delay is set, that waits as well."""
        return {node.name: self.row(node).get("lag_seconds") for node in self.store.nodes[1:]
                if "recovery_min_apply_delay" not in node.settings and not isinstance(node, Member)}

    @on("streaming", lambda lab, prefix: Replication(lab, 2, prefix=prefix), max_lag=SMALL)
    def test_standbys_of_an_idle_primary_are_not_behind(self):
        self.idle()

    @on("cascade", lambda lab, prefix: Replication(lab, 2, prefix=prefix, cascade=True), max_lag=SMALL)
    def test_a_cascade_of_an_idle_primary_is_not_behind(self):
        self.idle()

    @on("delayed", lambda lab, prefix: Replication(lab, 2, prefix=prefix, own={3: {"recovery_min_apply_delay": "1h"}}), max_lag=SMALL)
    def test_a_delayed_standby_of_an_idle_primary_is_as_it_should_be(self):
        self.idle()

    @on("balanced", lambda lab, prefix: Balanced(lab, prefix=prefix), endpoint=lambda store: store.endpoint, max_lag=SMALL)
    def test_an_endpoint_through_a_balancer_is_the_primary(self):
        self.idle()

    @on("mariadb", lambda lab, prefix: MariaReplication(lab, 2, prefix=prefix), max_lag=SMALL)
    def test_replicas_of_an_idle_mariadb_are_not_behind(self):
        self.idle()

    @on("galera", lambda lab, prefix: Galera(lab, prefix=prefix), max_lag=SMALL)
    def test_members_that_all_may_write_are_no_split_brain(self):
        self.idle()


class Balanced(Replication):
    """Druid reaches it through HAProxy."""

    def __init__(self, lab, prefix):
        super().__init__(lab, prefix=prefix)
        self.balancer = Endpoint(lab, self.nodes, f"{prefix}balancer")
        self.endpoint = f"host=127.0.0.1 port={self.balancer.port} dbname=druid user=druidwatch"

    def start(self):
        super().start()
        self.balancer.start().await_ready()
        return self


if __name__ == "__main__":
    unittest.main()
