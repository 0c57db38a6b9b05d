"""An agent that hardly ever gets the CPU accuses nobody. A container that is throttled by its quota is imitated by signals: it runs
for a moment, and is stopped for many times as long."""
import time
import unittest

from measured import missed_rounds
from stage import WATCHDOG, Agent, Lab, alerting, wait, yaml
from lab.agent import password_file
from lab.place import in_parallel
from lab.replication import Replication
from lab.standin_druid import StandInDruid
from lab.zookeeper import Ensemble

POLL_TIMEOUT = 0.5
RUNS, STOPS = 0.001, 1.2
SECONDS = 20  # some fifteen stops, each longer than any question has

# Whatever silence could raise, it would raise at once.
ACCUSATIONS = ("Unreachable", "QuorumLost", "QuorumAtRisk", "MemberDown", "MemberNotServing", "SessionUnusable", "NoPrimary",
               "NodeDown", "ReplicationBroken", "NoFailoverCandidate", "NoneServing", "NoLeader", "LeaderUnhealthy")


class ThrottledAgent(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.lab = Lab()
        self.addCleanup(self.lab.__exit__)
        ensemble = Ensemble(self.lab, 3)
        store = Replication(self.lab)
        in_parallel([ensemble.start, store.start])
        ensemble.await_ready()
        store.await_streaming()
        druid = StandInDruid(self.lab, masters=2, brokers=2).start().await_ready()
        druid.announce(ensemble.members[0], "/druid")
        password = password_file(self.lab.root)
        self.agent = Agent(self.lab, yaml.dump({
            "global": {"poll_timeout": f"{POLL_TIMEOUT * 1000:.0f}ms"},
            "clusters": [{
                "name": "lab",
                "zookeeper": {"ensemble": [member.address for member in ensemble.members]},
                "metadata_store": {"kind": "postgresql", "password_file": str(password),
                                   "nodes": [f"host=127.0.0.1 port={node.port} dbname=druid user=druidwatch" for node in store.nodes]},
                "druid": {"coordinators": druid.masters, "brokers": druid.brokers},
            }],
            "alerting": alerting({name: "0s" for name in ACCUSATIONS}),
        })).start().await_ready()
        wait.until(self.quiet, 60, "all of it is watched, and well")

    def alerts(self):
        return {(alert["alert"], alert["node"]): [alert["description"], *(word["said"] for word in alert["evidence"])]
                for alert in self.agent.alerts() if alert["alert"] != WATCHDOG}

    def quiet(self):
        (cluster,) = self.agent.clusters()
        return all(node["state"] in ("up", "leading") for tier in cluster["tiers"] for node in tier["nodes"])

    def throttle(self):
        """Its process does not end; that is waited for in vain."""
        process = self.agent.freeze().process
        process.await_end(STOPS)
        self.agent.thaw()
        process.await_end(RUNS)

    def throttle_for(self, seconds):
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self.throttle()

    def test_it_misses_rounds_and_accuses_nobody(self):
        known = self.alerts()
        before, _ = missed_rounds(self.agent)
        self.throttle_for(SECONDS)
        # How much it gets done between two stops depends on the machine.
        wait.until(lambda: missed_rounds(self.agent)[0] > before or self.throttle_for(2), 30, "it misses rounds")
        wait.until(self.quiet, 60, "it is as before")
        self.assertEqual({name: words for name, words in self.alerts().items() if name not in known}, {})


if __name__ == "__main__":
    unittest.main()
