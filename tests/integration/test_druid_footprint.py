"""What watching costs Druid's processes and the agent, by the CPU time that the kernel counts. docs/druid.md says the same."""
import statistics
import time
import unittest

from measured import Metrics, cpu_seconds, lifetime_cpu_seconds, optimised
from stage import DruidCluster, Unavailable, wait

BROKERS = 4
WARM_UP = 60  # rounds, in which a JVM compiles what answers us
ROUNDS = 25  # of the question that is asked every second: what one measurement lasts for
PAIRS = 2  # with and without the agent, in turn, for the CPU time of a JVM wavers
AGENT_SHARE = 0.015
DRUID_SHARE = 0.01  # of a JVM that compiles by C1 alone, as all in the lab do


class DruidFootprint(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        try:
            cls.cluster = DruidCluster(brokers=BROKERS)
            cls.cluster.start().await_ready()
        except Unavailable as reason:
            raise unittest.SkipTest(f"real Druid can't be had: {reason}")
        cls.addClassCleanup(cls.cluster.down)
        cls.agent = cls.cluster.agent(cls.cluster.druidwatch_config([]))
        cls.measure()

    @classmethod
    def rounds(cls):
        """How often the first master was asked whether it leads."""
        return max(sample.value for sample in Metrics(cls.agent)["druid_ha_probe_duration_seconds_count"]
                   if sample.labels["question"] == "coordinator_is_leader")

    @classmethod
    def measure(cls):
        cls.watched, cls.alone, cls.agents = [], [], []
        for first in (WARM_UP, *[5] * (PAIRS - 1)):
            cls.agent.start().await_ready(60)
            until = cls.rounds() + first * len(cls.cluster.masters)
            wait.until(lambda: cls.rounds() > until, 2 * WARM_UP, "its first rounds are over", poll=1)
            begun, own = cls.rounds(), cpu_seconds(cls.agent)
            shares, seconds = cls.shares(lambda: cls.rounds() >= begun + ROUNDS * len(cls.cluster.masters))
            cls.watched.append(shares)
            cls.agents.append((cpu_seconds(cls.agent) - own) / seconds)
            cls.agent.terminate()
            cls.alone.append(cls.shares(lambda: False, seconds)[0])

    @classmethod
    def shares(cls, over, at_most=120):
        """Of a core, by Druid's processes, until `over` or for so long."""
        before, began = [lifetime_cpu_seconds(druid) for druid in cls.cluster.druids], time.monotonic()
        wait.until(lambda: over() or time.monotonic() - began >= at_most, at_most + 5, "the measurement", poll=1)
        seconds = time.monotonic() - began
        after = [lifetime_cpu_seconds(druid) for druid in cls.cluster.druids]
        return [(late - early) / seconds for early, late in zip(before, after)], seconds

    def test_the_agent_takes_little_of_a_core(self):
        share = statistics.median(self.agents)
        print(f"the agent takes {100 * share:.2f} % of a core for {len(self.cluster.druids)} processes of Druid")
        if not optimised(self.agent.binary):
            self.skipTest("a build for debugging or with sanitizers: its time says nothing about the one that is shipped")
        self.assertLess(share, AGENT_SHARE)

    def test_each_process_of_druid_takes_hardly_more_than_alone(self):
        for index, druid in enumerate(self.cluster.druids):
            watched, alone = (statistics.median(shares[index] for shares in runs) for runs in (self.watched, self.alone))
            print(f"{druid.name}: {100 * watched:.2f} % of a core watched, {100 * alone:.2f} % alone")
            self.assertLess(watched - alone, DRUID_SHARE, druid.name)


if __name__ == "__main__":
    unittest.main()
