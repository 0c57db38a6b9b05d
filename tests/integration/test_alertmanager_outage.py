"""While Alertmanagers are gone, hang or err, nothing is watched later, those that are well are told at once, and those that come
back are told everything: what fires, and what resolved meanwhile."""
import time
import unittest
from datetime import datetime, timezone

from measured import Metrics, missed_rounds
from stage import Agent, Lab, wait, yaml
from lab.alertmanager import Alertmanager
from lab.standin_druid import StandInDruid
from lab.webhook import Webhook

AT_ONCE = 5  # seconds; the retries of those that are gone are up to 15 apart, a repetition a minute
LONGEST_RETRY = 15
DEADLINE = 5  # of one request to an Alertmanager


class AlertmanagerOutage(unittest.TestCase):
    def setUp(self):
        self.lab = Lab()
        self.addCleanup(self.lab.remove)
        self.well = Alertmanager(self.lab, "well").start()
        self.hanging = Alertmanager(self.lab, "hanging").start()
        self.late = Alertmanager(self.lab, "late")  # not started yet
        self.erring = Webhook(self.lab, "erring", status=500).start()
        self.refusing = Webhook(self.lab, "refusing", status=400).start()
        self.addCleanup(self.erring.stop)
        self.addCleanup(self.refusing.stop)
        # One process each, so that each can be killed alone.
        self.first = StandInDruid(self.lab, "first").start()
        self.second, self.third = (StandInDruid(self.lab, name, leader=self.first.masters[0]).start() for name in ("second", "third"))
        for server in (self.well, self.hanging, self.first, self.second, self.third):
            server.await_ready()
        self.urls = [self.well.url, self.hanging.url, self.late.url, self.erring.url.rstrip("/"), self.refusing.url.rstrip("/")]
        self.agent = Agent(self.lab, yaml.dump({
            "clusters": [{"name": "lab", "druid": {
                "coordinators": [*self.first.masters, *self.second.masters, *self.third.masters]}}],
            "alerting": {"alertmanagers": self.urls,
                         "overrides": [{"alert": "DruidHaNodeDown", "match": {"tier": "master"}, "hold": "0s"}]},
        })).start().await_ready()

    @staticmethod
    def node(druid):
        return druid.masters[0].removeprefix("http://")

    def told_of(self, manager, druid):
        """Whether a real Alertmanager holds that `druid` is down."""
        return bool(manager.alerts(alertname="DruidHaNodeDown", node=self.node(druid)))

    def pushed(self, webhook, druid):
        """Everything that a stand-in was sent of `druid`'s alert: (ended, startsAt), in order."""
        now = datetime.now(timezone.utc)
        return [(datetime.fromisoformat(alert["endsAt"]) <= now, alert["startsAt"]) for _, alert in webhook.alerts()
                if alert["labels"]["alertname"] == "DruidHaNodeDown" and alert["labels"].get("node") == self.node(druid)]

    def await_told(self, manager, druid, down, seconds):
        began = time.monotonic()
        wait.until(lambda: self.told_of(manager, druid) == down, seconds,
                   f"{manager.name} knows that {druid.name} is {'down' if down else 'back'}")
        return time.monotonic() - began

    def test_an_outage_delays_nobody_and_loses_nothing(self):
        # While everyone is there who ever was: one fault that will resolve during the outage.
        self.second.kill()
        self.await_told(self.well, self.second, True, AT_ONCE)
        self.await_told(self.hanging, self.second, True, AT_ONCE)

        # The outage, in it an end and a beginning.
        self.hanging.freeze()
        self.second.start().await_ready()
        resolved = self.await_told(self.well, self.second, False, AT_ONCE)
        self.third.kill()
        fired = self.await_told(self.well, self.third, True, AT_ONCE)
        wait.until(lambda: self.failures()[self.hanging.url] > 0, DEADLINE + AT_ONCE, "the frozen one has missed its deadline")
        for url, count in self.failures().items():
            self.assertEqual(count > 0, url != self.well.url, url)
        self.assertLessEqual(*missed_rounds(self.agent))

        # The return.
        self.hanging.thaw()
        self.late.start()
        self.erring.status = 200
        returned = time.monotonic()
        for manager in (self.hanging, self.late):
            self.await_told(manager, self.third, True, LONGEST_RETRY + DEADLINE)
            self.await_told(manager, self.second, False, AT_ONCE)
            print(f"{manager.name}: told all {time.monotonic() - returned:.1f} s after it came back")
        wait.until(lambda: self.waiting(self.erring) == 0, LONGEST_RETRY + DEADLINE, "the one that erred has taken everything")
        print(f"the healthy one heard of the end within {resolved:.2f} s, of the beginning within {fired:.2f} s")

        self.assertTrue(self.pushed(self.erring, self.second)[-1][0], "it was told that the second is back")
        self.assertFalse(self.pushed(self.erring, self.third)[-1][0], "it was told that the third is down")
        self.assertEqual(len({starts for _, starts in self.pushed(self.erring, self.third)}), 1, "startsAt stays")
        # What it called bad was not sent again: each state once.
        self.assertEqual([ended for ended, _ in self.pushed(self.refusing, self.second)], [False, True])
        self.assertEqual([ended for ended, _ in self.pushed(self.refusing, self.third)], [False])
        self.assertLessEqual(*missed_rounds(self.agent))
        self.assertGreaterEqual(self.rounds_a_second(), 0.9)

    def failures(self):
        return Metrics(self.agent).by_label("druidwatch_notification_failures_total", "alertmanager")

    def waiting(self, webhook):
        return Metrics(self.agent).value("druidwatch_notifications_waiting", alertmanager=webhook.url.rstrip("/"))

    def rounds_a_second(self):
        """How often the first master was asked, by its own count, over its life."""
        asked = self.first.asked(self.first.masters[0])["/druid/coordinator/v1/isLeader"]
        return (len(asked) - 1) / (asked[-1] - asked[0])


if __name__ == "__main__":
    unittest.main()
