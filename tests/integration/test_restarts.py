"""An agent that is killed again and again, at any moment, while something is wrong: what fires goes on firing, since when it did."""
import os
import random
import time
import unittest
from datetime import datetime, timedelta, timezone

from stage import Agent, Lab, alerting, wait, yaml
from lab.place import in_parallel
from lab.webhook import Webhook
from lab.zookeeper import Ensemble

RESTARTS = int(os.environ.get("DRUIDWATCH_RESTARTS", "40"))
SEED = int(os.environ.get("DRUIDWATCH_SEED", "7"))


class Restarts(unittest.TestCase):
    def setUp(self):
        self.lab = Lab()
        self.addCleanup(self.lab.__exit__)
        self.ensemble = Ensemble(self.lab, 3)
        in_parallel([member.start for member in self.ensemble.members])
        in_parallel([member.await_ready for member in self.ensemble.members])
        self.told = Webhook(self.lab, "alertmanager").start()
        self.addCleanup(self.told.stop)
        self.agent = Agent(self.lab, yaml.dump({
            "clusters": [{"name": "lab", "zookeeper": {"ensemble": [member.address for member in self.ensemble.members]}}],
            "alerting": {"alertmanagers": [self.told.url.rstrip("/")], **alerting({"MemberDown": "0s", "QuorumAtRisk": "0s"})},
            "storage": {"path": str(self.lab.folder("history"))},
        }))

    def pushed(self):
        """What it was told of the fault: (name, startsAt, whether it had ended when that came), in order."""
        names = ("DruidHaMemberDown", "DruidHaQuorumAtRisk")
        now, now_there = datetime.now(timezone.utc), time.monotonic()
        return [(alert["labels"]["alertname"], alert["startsAt"],
                 datetime.fromisoformat(alert["endsAt"]) <= now - timedelta(seconds=now_there - at))
                for at, alert in self.told.alerts() if alert["labels"]["alertname"] in names]

    def test_the_start_of_an_alert_stays_and_no_false_end_is_sent(self):
        chance = random.Random(SEED)
        began = time.monotonic()
        self.agent.start().await_ready()
        start_takes = time.monotonic() - began
        broken = self.ensemble.followers()[0].kill()
        wait.until(lambda: len({name for name, *_ in self.pushed()}) == 2, 20, "both alerts were sent")
        for _ in range(RESTARTS):
            self.agent.kill()
            told = len(self.pushed())
            self.agent.start()
            self.agent.process.await_end(chance.uniform(0, 2 * start_takes))  # it does not end; then it is killed
        wait.until(lambda: len(self.pushed()) > told, 20, "the last life tells of it, too")
        print(f"{RESTARTS} restarts, a start takes {start_takes:.2f} s; told {len(self.pushed())} times; seed {SEED}")
        self.assertEqual({ended for *_, ended in self.pushed()}, {False})
        self.assertEqual(len({(name, starts) for name, starts, _ in self.pushed()}), 2, "each has one start")

        broken.start().await_ready()
        wait.until(lambda: {name for name, _, ended in self.pushed() if ended} == {name for name, *_ in self.pushed()}, 30,
                   "both ended when it was over")
        self.assertEqual(len({(name, starts) for name, starts, _ in self.pushed()}), 2, "with the start that they had")


if __name__ == "__main__":
    unittest.main()
