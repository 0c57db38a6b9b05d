"""How soon a killed leader is an alert at the receiver: as soon as the kernel closes its connection, however seldom it is asked; and a
lost place in a latch: as soon as ZooKeeper tells of it."""
import contextlib
import os
import random
import signal
import statistics
import time
import unittest
from datetime import datetime, timezone

from measured import Metrics, optimised
from stage import Agent, Lab, alerting, wait, yaml
from lab.place import in_parallel
from lab.standin_druid import StandInDruid
from lab.webhook import Webhook
from lab.zookeeper import Ensemble
from yardstick import Mourner

LEADERS = 15
MOURNED = 15  # beside them, by a program that does nothing but wait and post
MEDIAN_SECONDS = 0.010  # what is promised, of the build that is shipped
MOURNING_SECONDS = 0.005  # of the other, where that is kept; a machine on which it takes longer is allowed more
LATCH_SECONDS = 0.050
SHARE_OF_INTERVAL = 0.1  # and of every build; by polling alone it would be half an interval


def setUpModule():
    """Everything started from here on goes first: the agent is measured, and not what else this machine is doing."""
    with contextlib.suppress(PermissionError):
        os.nice(-15)


class Detection(unittest.TestCase):
    def test_a_killed_leader_is_told_at_once_though_it_is_asked_every_second(self):
        self.median_is_small(interval=1)

    def test_a_killed_leader_is_told_at_once_though_it_is_asked_every_15_seconds(self):
        self.median_is_small(interval=15)

    def test_a_lost_place_in_the_latch_is_told_at_once(self):
        lab = Lab()
        self.addCleanup(lab.remove)
        receiver = Webhook(lab).start()
        self.addCleanup(receiver.stop)
        member = Ensemble(lab, members=1).start().await_ready().await_leader()
        druid = StandInDruid(lab, masters=2).start().await_ready().announce(member)
        standby = druid.masters[1]
        agent = Agent(lab, yaml.dump({
            "clusters": [{"name": "latch", "zookeeper": {"ensemble": [member.address]}, "druid": {"coordinators": druid.masters}}],
            "alerting": {"alertmanagers": [receiver.url.rstrip("/")], **alerting({"StandbyNotCandidate": "0s"})},
        })).start().await_ready()
        took = []
        for _ in range(LEADERS):
            left = time.monotonic()
            druid.leave_latch(standby, "coordinator")
            took.append(receiver.await_request(lambda request: request.at > left and says_no_candidate(request), 5,
                                               "it is told").at - left)
            druid.join_latch(standby, "coordinator")
            agent.await_quiet(5, alert="DruidHaStandbyNotCandidate")
        median = statistics.median(took)
        print(f"place in the latch lost → POST received: median {median * 1000:.1f} ms, at most {max(took) * 1000:.1f} ms, of {len(took)}")
        self.assertLess(median, SHARE_OF_INTERVAL)
        if optimised(agent.binary):
            self.assertLess(median, LATCH_SECONDS)

    def median_is_small(self, interval):
        took, mourning = self.measure(interval)
        median = statistics.median(took)
        slowness = max(1, statistics.median(mourning) / MOURNING_SECONDS)
        print(f"SIGKILL → POST received, asked every {interval} s: median {median * 1000:.1f} ms, which is {median / interval:.2%} of "
              f"the interval, at most {max(took) * 1000:.1f} ms, of {len(took)}; by a program that does nothing else: median "
              f"{statistics.median(mourning) * 1000:.1f} ms")
        self.assertGreater(min(took), 0)
        self.assertLess(median, SHARE_OF_INTERVAL * interval)
        if optimised(self.agent.binary):
            self.assertLess(median, MEDIAN_SECONDS * slowness)

    def measure(self, interval):
        """Seconds from each kill to its alert, and to the post of who mourns another process. A cluster for each leader, so that the
        fall of one is no trouble in another."""
        lab = Lab()
        self.addCleanup(lab.remove)
        receiver = Webhook(lab).start()
        self.addCleanup(receiver.stop)
        leaders = [StandInDruid(lab, f"leader{number}") for number in range(LEADERS)]
        standbys = StandInDruid(lab, "standbys", masters=LEADERS, leader=leaders[0].masters[0])
        mourned = [StandInDruid(lab, f"mourned{number}") for number in range(MOURNED)]
        in_parallel([server.start for server in [*leaders, standbys, *mourned]])
        in_parallel([server.await_ready for server in [*leaders, standbys, *mourned]])
        self.agent = Agent(lab, yaml.dump({
            "global": {"poll": {"master": f"{interval}s"}},
            "clusters": [{"name": leader.name, "druid": {"coordinators": [*leader.masters, standby]}}
                         for leader, standby in zip(leaders, standbys.masters)],
            "alerting": {"alertmanagers": [receiver.url.rstrip("/")],
                         "overrides": [{"alert": "DruidHaNodeDown", "match": {"tier": "master"}, "hold": "0s"}]},
        })).start().await_ready()
        wait.until(lambda: sum(sample.value for sample in Metrics(self.agent)["druid_ha_node_up"]) == 2 * 2 * LEADERS, 10,
                   "everybody is up, in both roles")

        mourners = {druid: Mourner(druid.masters[0], receiver) for druid in mourned}
        killed = {}
        for druid in random.sample([*leaders, *mourned], LEADERS + MOURNED):
            moment = time.monotonic() + random.uniform(0, 0.5)
            wait.until(lambda: time.monotonic() >= moment, 1, "a random moment", poll=0.001)
            killed[druid] = time.monotonic()
            druid.process.signal_alone(signal.SIGKILL)

        def posted(druid):
            if druid in mourners:
                return receiver.await_request(lambda request: request.path == mourners[druid].path, 10, f"{druid.name} is mourned").at
            node = druid.masters[0].removeprefix("http://")
            return receiver.await_request(lambda request: says_down(request, node), 2 * interval + 10, f"{node} is down").at

        return [[posted(druid) - killed[druid] for druid in druids] for druids in (leaders, mourned)]


def says_down(request, node):
    return request.path == "/api/v2/alerts" and any(
        alert["labels"]["alertname"] == "DruidHaNodeDown" and alert["labels"].get("node") == node for alert in request.json)


def says_no_candidate(request):
    now = datetime.now(timezone.utc)
    return request.path == "/api/v2/alerts" and any(
        alert["labels"]["alertname"] == "DruidHaStandbyNotCandidate" and datetime.fromisoformat(alert["endsAt"]) > now
        for alert in request.json)


if __name__ == "__main__":
    unittest.main()
