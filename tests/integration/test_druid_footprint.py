"""What watching costs Druid's processes and the agent, by the CPU time that the kernel counts. docs/druid.md says the same.

The bounds are those of the machine on which that was measured. One on which curl takes more for the same is allowed more.
"""
import statistics
import unittest
from time import monotonic

from measured import Metrics, optimised
from stage import DruidCluster, Unavailable, alerting, wait
from lab.place import in_parallel
from lab.questions import OF_ITSELF, QUESTIONS, ask
from lab.usage import cpu_seconds, lifetime_cpu_seconds
from yardstick import Curl

BROKERS = 4
WARM_UP = 300  # of each question: until then a JVM interprets what answers it
SUSPICIOUS_SECONDS = 12  # ten after a change, and what changes at the start
WATCHED_SECONDS = 30  # the rarest question but for the properties comes once
ALONE_SECONDS = 15
PAIRS = 2  # with and without the agent, in turn, for the CPU time of a JVM wavers
AGENT_SHARE = 0.015
DRUID_SHARE = 0.005
CURLS_SHARE = 0.014  # of curl, on the machine of the documentation
CURL_SECONDS = 15
WAVERS = 0.001  # at least: two windows alone may happen to be alike


def warm_up(druid):
    for question in QUESTIONS[druid.role]:
        ask(druid, question, WARM_UP)


def spent_in(long, counts):
    """By how much each of the counts grows in a second, for so many seconds, and how many those were."""
    before, began = counts(), monotonic()
    wait.until(lambda: monotonic() - began >= long, long + 5, "the measurement", poll=1)
    seconds = monotonic() - began
    return [(late - early) / seconds for early, late in zip(before, counts())], seconds


class DruidFootprint(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        try:
            cls.cluster = DruidCluster(brokers=BROKERS, tls=True)
            cls.cluster.start().await_ready()
        except Unavailable as reason:
            raise unittest.SkipTest(f"real Druid can't be had: {reason}")
        cls.addClassCleanup(cls.cluster.down)
        # SinglePoint would be pending for an hour, and the balancer asked more in the first minute of that.
        settled = alerting({"SinglePoint": "1s"})
        cls.agent = cls.cluster.agent(cls.cluster.druidwatch_config([], alerting=settled))
        cls.curls = [Curl(cls.cluster.lab, druid, cls.cluster.tls.section()) for druid in cls.cluster.druids]
        in_parallel([lambda druid=druid: warm_up(druid) for druid in cls.cluster.druids])
        cls.measure()

    @classmethod
    def rounds(cls):
        """How often the first master was asked whether it leads."""
        return max(sample.value for sample in Metrics(cls.agent)["druid_ha_probe_duration_seconds_count"]
                   if sample.labels["question"] == "coordinator_is_leader") / len(cls.cluster.masters)

    @classmethod
    def measure(cls):
        cls.watched, cls.alone, cls.agents, cls.curled = [], [], [], []
        for _ in range(PAIRS):
            cls.agent.start().await_ready(60)
            wait.until(lambda: cls.rounds() > SUSPICIOUS_SECONDS, 60, "its first seconds are over, in which it asks more", poll=1)
            begun, own = cls.rounds(), cpu_seconds(cls.agent)
            shares, seconds = cls.shares(WATCHED_SECONDS)  # in which nobody scrapes it
            cls.watched.append(shares)
            cls.agents.append((cpu_seconds(cls.agent) - own) / seconds)
            if cls.rounds() < begun + 0.8 * WATCHED_SECONDS:
                raise AssertionError("it did not ask every second")
            cls.agent.terminate()
            cls.alone.append(cls.shares(ALONE_SECONDS)[0])
            cls.curled.append(cls.share_of_curls())
        cls.slowness = max(1, min(cls.curled) / CURLS_SHARE)
        print(f"curl takes {100 * min(cls.curled):.2f} % of a core: the bounds are {cls.slowness:.2f} times those of the documentation")

    @classmethod
    def share_of_curls(cls):
        in_parallel([lambda curl=curl: curl.start().await_ready() for curl in cls.curls])
        (share,), _ = spent_in(CURL_SECONDS, lambda: [sum(map(cpu_seconds, cls.curls))])
        in_parallel([curl.kill for curl in cls.curls])
        return share

    @classmethod
    def shares(cls, long):
        """Of a core, by each of Druid's processes, for so many seconds, and how many those were."""
        return spent_in(long, lambda: [lifetime_cpu_seconds(druid, but_for=OF_ITSELF) for druid in cls.cluster.druids])

    def test_the_agent_takes_little_of_a_core(self):
        share = min(self.agents)  # what else runs on this machine only ever adds to it
        print(f"the agent takes {100 * share:.2f} % of a core for {len(self.cluster.druids)} processes of Druid, by TLS, ZooKeeper and the metadata store")
        if not optimised(self.agent.binary):
            self.skipTest("a build for debugging or with sanitizers: its time says nothing about the one that is shipped")
        self.assertLess(share, AGENT_SHARE * self.slowness)

    def more_than_alone(self, druid):
        index = self.cluster.druids.index(druid)
        watched, alone = (min(shares[index] for shares in runs) for runs in (self.watched, self.alone))
        print(f"{druid.name}: {100 * (watched - alone):.2f} % of a core, {100 * watched:.2f} % watched and {100 * alone:.2f} % alone")
        return watched - alone

    def wavers(self, druid):
        """By how much it differs from itself, with nobody watching."""
        alone = [shares[self.cluster.druids.index(druid)] for shares in self.alone]
        return max(WAVERS, max(alone) - min(alone))

    def test_each_process_of_druid_takes_hardly_more_than_alone(self):
        for alike in (self.cluster.masters, self.cluster.brokers, self.cluster.routers):
            more, wavers = (statistics.mean(map(of_one, alike)) for of_one in (self.more_than_alone, self.wavers))
            print(f"{alike[0].name} and those alike waver by {100 * wavers:.2f} % alone")
            with self.subTest(alike[0].name):
                self.assertLess(more, DRUID_SHARE * self.slowness + wavers)


if __name__ == "__main__":
    unittest.main()
