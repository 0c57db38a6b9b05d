"""A cluster of fifteen targets and more is seen whole soon after the start, in little memory, and stopping resolves nothing."""
import signal
import time
import unittest
from datetime import datetime, timezone
from types import SimpleNamespace

from measured import Metrics, missed_rounds, optimised
from stage import Agent, DruidCluster, Lab, Unavailable, wait, yaml
from lab.agent import password_file
from lab.haproxy import Balancer, Endpoint
from lab.place import in_parallel
from lab.replication import Replication
from lab.standin_druid import StandInDruid
from lab.usage import anonymous_bytes
from lab.webhook import Webhook
from lab.zookeeper import Ensemble

TARGETS = 15
READY_SECONDS = 2
ANONYMOUS_BYTES = 12 << 20
POLLS = 30
STARTS = 3
STOP_SECONDS = 5
AT_ONCE = [{"alert": "DruidHaMemberDown", "hold": "0s"}]  # overrides: it fires before the agent is stopped


class Start:
    """What holds of any cluster; those below say which. `watch(alertmanagers)` makes an agent that is not started yet."""

    def ready_after(self, agent):
        began = time.monotonic()
        agent.start().await_ready(30)
        return time.monotonic() - began

    def stopped(self, agent):
        """Its exit status, and how long that took."""
        process = agent.process
        began = time.monotonic()
        process.signal_alone(signal.SIGTERM)
        return process.exit_status(STOP_SECONDS), time.monotonic() - began

    def targets(self, agent):
        return {node["node"] for cluster in agent.clusters() for tier in cluster["tiers"] for node in tier["nodes"]}

    def test_everything_is_seen_soon_after_the_start(self):
        took = []
        for _ in range(STARTS):
            agent = self.watch()
            took.append(self.ready_after(agent))
            self.assertGreaterEqual(len(self.targets(agent)), TARGETS)
            self.assertEqual([node for cluster in agent.clusters() for tier in cluster["tiers"] for node in tier["nodes"]
                              if node["state"] not in ("up", "leading")], [])
            self.assertEqual(self.stopped(agent)[0], 0)
        print(f"{TARGETS} targets or more, ready after", *(f"{seconds:.2f}" for seconds in took), "s")
        if optimised(agent.binary):
            # A JVM that has just started may take longer for its first answer than the agent waits for it.
            self.assertLess(min(took), READY_SECONDS)

    def test_it_stays_small(self):
        agent = self.watch()
        self.ready_after(agent)
        self.addCleanup(agent.kill)
        rounds = POLLS * len(self.masters)

        def asked():
            return sum(sample.value for sample in Metrics(agent)["druid_ha_probe_duration_seconds_count"]
                       if sample.labels["question"] == "coordinator_is_leader")

        wait.until(lambda: asked() >= rounds, 2 * POLLS, f"{POLLS} polls of each master", poll=0.5)
        print(f"after {POLLS} polls: RssAnon {anonymous_bytes(agent) / 2**20:.1f} MiB of RSS {agent.resident_bytes / 2**20:.1f} MiB")
        self.assertLessEqual(*missed_rounds(agent))
        if not optimised(agent.binary):
            self.skipTest("a build for debugging or with sanitizers: its size says nothing about the one that is shipped")
        self.assertLess(anonymous_bytes(agent), ANONYMOUS_BYTES)

    def test_stopping_ends_well_and_resolves_nothing(self):
        with Webhook(self.lab, "receiver") as receiver:
            agent = self.watch([receiver.url.rstrip("/")])
            self.ready_after(agent)
            self.addCleanup(agent.kill)
            member = self.ensemble.followers()[0]
            self.addCleanup(lambda: member.start().await_ready())
            member.kill()
            receiver.await_request(lambda request: b"DruidHaMemberDown" in request.body, 20, "the fault is told")

            status, seconds = self.stopped(agent)
            told = receiver.alerts()
            now = datetime.now(timezone.utc)
        names = {alert["labels"]["alertname"] for _, alert in told}
        print(f"ended with {status} after {seconds:.2f} s, having told of {sorted(names)}")
        self.assertEqual(status, 0, agent.log_tail())
        self.assertLessEqual({"DruidHaWatchdog", "DruidHaMemberDown"}, names)
        self.assertEqual([alert for _, alert in told if datetime.fromisoformat(alert["endsAt"]) <= now], [])


class AmongStandIns(Start, unittest.TestCase):
    """Real ZooKeeper, PostgreSQL and balancers; Druid's processes are stand-ins."""

    @classmethod
    def setUpClass(cls):
        cls.lab = lab = Lab()
        cls.addClassCleanup(lab.remove)
        cls.ensemble = Ensemble(lab, members=5)
        cls.replication = Replication(lab, standbys=2)
        cls.endpoint = Endpoint(lab, cls.replication.nodes)
        cls.druid = StandInDruid(lab, masters=2, brokers=2, routers=1)
        cls.balancer = Balancer(lab, [SimpleNamespace(name=f"broker{number}", port=int(url.rpartition(":")[2]))
                                      for number, url in enumerate(cls.druid.brokers)])
        in_parallel([server.start for server in (cls.ensemble, cls.replication, cls.endpoint, cls.druid, cls.balancer)])
        in_parallel([server.await_ready for server in (cls.ensemble, cls.endpoint, cls.druid, cls.balancer)])
        cls.replication.await_streaming()
        cls.balancer.await_rotation()
        cls.druid.announce(cls.ensemble.await_leader())
        cls.masters = cls.druid.masters
        cls.password = password_file(lab.root)

    def watch(self, alertmanagers=()):
        words = "dbname=druid user=druidwatch"
        return Agent(self.lab, yaml.dump({
            "clusters": [{
                "name": "lab",
                "zookeeper": {"ensemble": [member.address for member in self.ensemble.members]},
                "metadata_store": {
                    "kind": "postgresql", "password_file": str(self.password),
                    "nodes": [f"host=127.0.0.1 port={node.port} {words}" for node in self.replication.nodes],
                    "endpoint": f"host=127.0.0.1 port={self.endpoint.port} {words}"},
                "druid": {"coordinators": self.druid.masters, "brokers": self.druid.brokers, "routers": self.druid.routers,
                          "load_balancers": [self.balancer.url]}}],
            "alerting": {"alertmanagers": list(alertmanagers), "overrides": AT_ONCE}}))


class OfRealDruid(Start, unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        try:
            cls.cluster = DruidCluster(zookeepers=5, standbys=2)
            cls.addClassCleanup(cls.cluster.down)
            cls.cluster.start().await_ready()
        except Unavailable as reason:
            raise unittest.SkipTest(f"real Druid can't be had: {reason}")
        cls.lab, cls.ensemble, cls.masters = cls.cluster.lab, cls.cluster.ensemble, cls.cluster.masters

    def watch(self, alertmanagers=()):
        return self.cluster.agent(self.cluster.druidwatch_config(
            alerting={"alertmanagers": list(alertmanagers), "overrides": AT_ONCE}))


if __name__ == "__main__":
    unittest.main()
