"""Every query of every dashboard brings data from a real Prometheus that scraped a real agent through failovers of a real cluster.

With DRUIDWATCH_PICTURES=docs/dashboards, the pictures of the documentation are drawn from that data."""
import math
import os
import sys
import time
import unittest
from pathlib import Path

from stage import Agent, Alertmanager, DruidCluster, FAULTS, Unavailable, wait
from lab.prometheus import Prometheus

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "dashboards"))

from reading import dashboards, questions, substituted  # noqa: E402

SCRAPE_SECONDS = 1
CLUSTER = "production"

# What can't be had here, by what the query asks for, and why.
NOT_HERE = {
    "druid_ha_metadata_group_": "groups are MySQL's and MariaDB's",
    "druid_ha_replication_lag_transactions": "PostgreSQL counts bytes",
}


def configuration(scraped):
    return f"""\
global: {{scrape_interval: {SCRAPE_SECONDS}s, evaluation_interval: {SCRAPE_SECONDS}s}}
scrape_configs:
  - job_name: druidwatch
    static_configs: [{{targets: ["127.0.0.1:{scraped.port}"]}}]
"""


class Dashboards(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        try:
            cls.cluster = DruidCluster(historical=True, name=CLUSTER)
            cls.cluster.start().await_ready()
        except Unavailable as reason:
            raise unittest.SkipTest(f"real Druid can't be had: {reason}")
        cls.addClassCleanup(cls.cluster.down)
        lab = cls.cluster.lab
        cls.alertmanager = Alertmanager(lab).start().await_ready()
        cls.agent = Agent(lab, cls.cluster.druidwatch_config(
            [cls.alertmanager.url, "http://127.0.0.1:1"],  # and one that is not there
            storage={"path": str(lab.folder("storage-of-druidwatch"))},
            alerting={"peers": ["http://127.0.0.1:1"]},  # nor is that
            **{"global": {"poll": {"properties": "5s", "duties": "3s", "router_slow": "2s"}}}),
            ["--web.external-url=http://watch1:19105"]).start().await_ready(30)
        cls.prometheus = Prometheus(lab, configuration=configuration(cls.agent)).start().await_ready()
        cls.live_through_it()
        cls.ended = time.time()

    @classmethod
    def live_through_it(cls):
        """What there is to see: a Coordinator, the metadata store's primary and a ZooKeeper member are lost, one after the other."""
        told = cls.prometheus.await_value
        told("min(druid_ha_watch_complete) == 1", 60)
        told('druid_ha_standbys{tier="metadata"} == 1')
        cls.began = time.time()
        cls.let_a_commit_wait()
        FAULTS["leader"](cls.cluster)
        told('max(druid_ha_leader_changes_total{tier=~"coordinator|overlord"}) >= 1', 60)  # the roles may be led by different masters
        cls.fail_over_the_metadata_store()
        FAULTS["zookeeper"](cls.cluster)
        told("druid_ha_zookeeper_quorum_serving == 2", 60)
        told('sum(druid_ha_alerts{state="firing", severity="warning"}) >= 3', 60)

    @classmethod
    def let_a_commit_wait(cls):
        """For a synchronous standby that is cut off; nobody else's does."""
        replication = cls.cluster.replication
        first, (standby,) = replication.first, replication.standbys
        first.alter(synchronous_commit="local", synchronous_standby_names="*")
        replication.paths[standby.name].cut()
        waiting = first.session("waits", "SET synchronous_commit = on; CREATE TABLE waits ()").start()
        cls.prometheus.await_value("druid_ha_synchronous_commits_longest_wait_seconds > 0", 30)
        replication.paths[standby.name].heal()
        wait.until(lambda: not waiting.running, 30, "the commit is through")
        cls.prometheus.await_value('druid_ha_replication_streaming == 1', 30)
        replication.await_streaming()

    @classmethod
    def fail_over_the_metadata_store(cls):
        (standby,) = cls.cluster.replication.standbys
        FAULTS["primary"](cls.cluster)
        cls.prometheus.await_value('druid_ha_alerts{state="firing", severity="critical"} > 0', 30)
        standby.promote()
        cls.cluster.endpoint.point_at(standby)
        cls.prometheus.await_value('druid_ha_leader_changes_total{tier="metadata"} >= 1', 30)

    def seconds(self):
        return round(self.ended - self.began)

    def brings_data(self, question):
        """Whether it brought a number at any moment; what is shown as now was asked for then."""
        expression = substituted(question.expression, druid_cluster=CLUSTER, __interval=f"{SCRAPE_SECONDS}s",
                                 __rate_interval=f"{4 * SCRAPE_SECONDS}s", __range=f"{self.seconds()}s")
        series = self.prometheus.query_range(expression, self.began, self.ended, SCRAPE_SECONDS)
        return any(not math.isnan(value) for _, points in series for _, value in points)

    def test_every_query_of_every_panel_brings_data(self):
        empty = []
        for name, dashboard in dashboards().items():
            for question in questions(name, dashboard):
                excused = any(part in question.expression for part in NOT_HERE)
                if not self.brings_data(question) and not excused:
                    empty.append(str(question))
        self.assertFalse(empty, f"{len(empty)} queries bring nothing")

    def test_pictures(self):
        folder = os.environ.get("DRUIDWATCH_PICTURES")
        if not folder:
            self.skipTest("no pictures are asked for")
        from picture import draw  # a browser is only needed here
        draw(self.prometheus, Path(folder), CLUSTER, self.began, self.ended)


if __name__ == "__main__":
    unittest.main()
