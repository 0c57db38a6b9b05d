"""A target that answers garbage, slowly, without end, never, or by closing is a typed failure of that question alone."""
import time
import unittest
from datetime import datetime, timezone

from measured import Metrics, missed_rounds, optimised
from stage import Agent, Lab, wait, yaml
from lab.agent import password_file
from lab.replication import Replication
from lab.rogue import MANNERS, Rogue
from lab.standin_druid import StandInDruid
from lab.usage import lifetime_cpu_seconds, peak_bytes
from lab.webhook import Webhook
from lab.zookeeper import Ensemble

# Half of the shortest interval: patience with one that is silent costs no round, so one that is missed was delayed by somebody else.
POLL_TIMEOUT_MS = 500
WATCHED_SECONDS = 15  # one round at least of everything that is asked in seconds

TIERS = ("zookeeper", "metadata", "coordinator", "broker")
SEATS = ("master", "broker", "alertmanager")

# What a node is called that behaves in each manner.
CALLED = {
    "garbage": ("rejected", "protocol"),
    "slow": ("silent", "timed out"),
    "endless": ("rejected", "too large"),
    "silent": ("silent", "timed out"),
    "closing": ("rejected", "closed"),
    "resetting": ("rejected", "reset"),
}
ALSO_CALLED = {
    ("endless", "zookeeper"): ("up", "grants sessions"),  # it does, before it begins to babble
    ("resetting", "metadata"): ("rejected", "closed"),  # libpq says so of a reset, if it comes while TLS is negotiated
}


class BadTargets(unittest.TestCase):
    """A cluster for each manner: two real ZooKeeper members, a real PostgreSQL node, a master and a Broker that answer as Druid
    does, and beside each of them one that misbehaves. Among the Alertmanagers there is one of each kind, too."""

    @classmethod
    def setUpClass(cls):
        cls.lab = Lab()
        cls.addClassCleanup(cls.lab.remove)
        ensemble = Ensemble(cls.lab, members=3).start()
        database = Replication(cls.lab, standbys=0).start().first
        cls.rogue = Rogue(cls.lab, seats=SEATS).start()
        cls.druids = {manner: StandInDruid(cls.lab, manner, masters=1, brokers=1).start() for manner in MANNERS}
        cls.receiver = Webhook(cls.lab).start()
        cls.addClassCleanup(cls.receiver.stop)
        for server in [cls.rogue, *cls.druids.values()]:
            server.await_ready()
        ensemble.await_ready()
        cls.neighbours = {}
        clusters = [cls.cluster(manner, ensemble, database) for manner in MANNERS]
        alertmanagers = [cls.receiver.url.rstrip("/"), *(f"http://{cls.rogue.node(manner, 'http', 'alertmanager')}" for manner in MANNERS)]
        cls.agent = Agent(cls.lab, yaml.dump({"global": {"poll_timeout": f"{POLL_TIMEOUT_MS}ms"}, "clusters": clusters,
                                              "alerting": {"alertmanagers": alertmanagers}}))
        cls.agent.start().await_ready(30)

    @classmethod
    def cluster(cls, manner, ensemble, database):
        """Its configuration. The third member votes, and is reached through the rogue: so it is not down, whatever that says."""
        real = ensemble.members[:2]
        druid = cls.druids[manner]
        druid.announce(real[0], f"/{manner}")
        password = password_file(cls.lab.root)
        words = "dbname=druid user=druidwatch"
        cls.neighbours[manner] = {*(member.address for member in real), f"127.0.0.1:{database.port}",
                                  *(url.removeprefix("http://") for url in druid.masters + druid.brokers)}
        return {
            "name": manner,
            "zookeeper": {"ensemble": [*(member.address for member in real), cls.rogue.node(manner, "zookeeper")],
                          "base_path": f"/{manner}"},
            "metadata_store": {"kind": "postgresql", "password_file": str(password),
                               "nodes": [f"host=127.0.0.1 port={port} {words}"
                                         for port in (database.port, cls.rogue.port(manner, "postgresql"))]},
            "druid": {"coordinators": [*druid.masters, f"http://{cls.rogue.node(manner, 'http', 'master')}"],
                      "brokers": [*druid.brokers, f"http://{cls.rogue.node(manner, 'http', 'broker')}"]},
        }

    def rows(self):
        """(cluster, tier, node) of every node, with what the agent says of it."""
        return {(cluster["name"], tier["tier"], node["node"]): node
                for cluster in self.agent.clusters() for tier in cluster["tiers"] for node in tier["nodes"]}

    def rogues(self):
        return {key: row for key, row in self.rows().items() if key[2] not in self.neighbours[key[0]]}

    def misnamed(self):
        """Those that are called otherwise; a rogue that does not get the CPU may be silent at times."""
        return [(manner, tier, row["state"], row["note"]) for (manner, tier, _), row in self.rogues().items() if tier in TIERS
                and (row["state"], row["note"]) not in (CALLED[manner], ALSO_CALLED.get((manner, tier)))]

    def test_each_misbehaviour_is_told_by_its_name(self):
        self.assertTrue(wait.perhaps(lambda: not self.misnamed(), 30, poll=0.2), self.misnamed())
        seen = {(manner, tier): row for (manner, tier, _), row in self.rogues().items()}
        for manner in MANNERS:
            for tier in TIERS:
                row = seen[manner, tier]
                print(f"{manner:<10}{tier:<12}{row['state']:<10}{row['said']}")
                self.assertIn(row["node"] if row["state"] != "up" else "", row["said"])
        counted = Metrics(self.agent).by_label("druidwatch_probe_failures_total", "reason")
        for reason in ("protocol", "timed_out", "too_large", "closed", "reset"):
            self.assertGreater(counted[reason], 0, reason)
        self.assertEqual(counted["refused"], 0)

    def test_nobody_is_called_down_who_merely_misbehaves(self):
        metrics = Metrics(self.agent)
        self.assertEqual([key for key, row in self.rogues().items() if row["state"] == "down"], [])
        self.assertEqual([sample for sample in metrics["druid_ha_node_up"] if sample.value == 0], [])
        down = [sample.labels for sample in metrics["druid_ha_invariant"]
                if sample.labels["invariant"].endswith("Down") and sample.labels["state"] == "violated" and sample.value == 1]
        self.assertEqual(down, [])
        self.assertEqual([alert for alert in self.agent.alerts() if alert["alert"].endswith("Down")], [])

    def test_the_others_are_asked_in_time_and_nothing_of_it_costs_more_than_its_share(self):
        # Where something changed lately, as a latch that could at last be read, nodes are asked four times a second: oftener than
        # a silent one can be.
        wait.until(lambda: all(11 <= self.asked_lately(manner, 12) <= 14 for manner in MANNERS), 90, "suspicion is over", poll=0.2)
        asked = {manner: len(self.asked_to_lead(manner)) for manner in MANNERS}
        missed, _ = missed_rounds(self.agent)
        resident, used, began = self.agent.resident_bytes, lifetime_cpu_seconds(self.agent), time.monotonic()
        oldest = 0.0

        def all_fresh():
            nonlocal oldest
            for (manner, tier, node), row in self.rows().items():
                if node in self.neighbours[manner]:
                    self.assertIn(row["state"], ("up", "leading"), (manner, tier, node))
                    age = (datetime.now(timezone.utc) - datetime.fromisoformat(row["last_answer_at"])).total_seconds()
                    oldest = max(oldest, age)
            return True

        wait.stays(all_fresh, WATCHED_SECONDS, "freshness", poll=0.2)
        took = time.monotonic() - began
        rounds = {manner: len(self.asked_to_lead(manner)) - asked[manner] for manner in MANNERS}
        missed_in_all, allowed = missed_rounds(self.agent)
        missed = missed_in_all - missed
        print(f"in {took:.1f} s: missed rounds {missed:g}, isLeader of the neighbours {sorted(rounds.values())}, oldest answer "
              f"{oldest:.1f} s, CPU {(lifetime_cpu_seconds(self.agent) - used) / took:.1%}, RSS {resident / 2**20:.1f} → "
              f"{self.agent.resident_bytes / 2**20:.1f} MiB, at most {peak_bytes(self.agent) / 2**20:.1f} MiB")
        self.assertLessEqual(missed, allowed)
        for manner, count in rounds.items():
            self.assertGreaterEqual(count, int(took) - 1, manner)
        self.assertLess(oldest, 3 * 10)  # four-letter words, the rarest of what a row is made of, go every 10 s
        self.assertLess((lifetime_cpu_seconds(self.agent) - used) / took, 0.5, "of a processor")
        if optimised(self.agent.binary):  # a sanitizer keeps what was freed
            self.assertLess(peak_bytes(self.agent), 64 << 20, "an answer without end was kept")
            self.assertLess(self.agent.resident_bytes - resident, 4 << 20)

    def asked_to_lead(self, manner):
        druid = self.druids[manner]
        return druid.asked(druid.masters[0])["/druid/coordinator/v1/isLeader"]

    def asked_lately(self, manner, seconds):
        return sum(at > time.monotonic() - seconds for at in self.asked_to_lead(manner))

    def test_no_answer_is_waited_for_beyond_its_deadline(self):
        metrics = Metrics(self.agent)
        too_long = "1" if optimised(self.agent.binary) else "2.5"  # seconds, a bound of the histogram
        late = {}
        for sample in metrics["druid_ha_probe_duration_seconds_count"]:
            within = metrics.value("druid_ha_probe_duration_seconds_bucket", **sample.labels, le=too_long)
            late[sample.labels["question"]] = late.get(sample.labels["question"], 0) + sample.value - within
        print(f"answers waited for longer than {too_long} s, at a deadline of {POLL_TIMEOUT_MS} ms: {late}")
        for many_requests in ("announcements", "coordinator_latch", "overlord_latch"):  # each with the deadline for itself
            late.pop(many_requests)
        self.assertEqual({question: count for question, count in late.items() if count}, {})

    def test_an_alertmanager_that_misbehaves_keeps_no_other_from_its_alerts(self):
        told = self.receiver.await_request(lambda request: b"DruidHaWatchdog" in request.body, 5, "the Watchdog")
        self.assertEqual(told.path, "/api/v2/alerts")

        def failures():
            return Metrics(self.agent).by_label("druidwatch_notification_failures_total", "alertmanager")

        healthy = self.receiver.url.rstrip("/")
        wait.until(lambda: len([url for url, count in failures().items() if count > 0]) == len(MANNERS), 15,
                   "each of the others has failed", poll=0.2)
        self.assertEqual(failures()[healthy], 0)


if __name__ == "__main__":
    unittest.main()
