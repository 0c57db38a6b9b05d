"""What breaks during a maintenance window is seen and not sent; what is still broken when the window ends is sent then, and since when
it is."""
import unittest
from datetime import datetime, timedelta, timezone

from stage import Agent, Lab, alerting, wait, yaml
from lab.alertmanager import Alertmanager
from lab.standin_druid import StandInDruid

WINDOW = 12  # seconds: the agent starts, a master is killed, the agent says so


class Maintenance(unittest.TestCase):
    def setUp(self):
        self.lab = Lab()
        self.addCleanup(self.lab.__exit__)
        self.alertmanager = Alertmanager(self.lab).start()
        self.first = StandInDruid(self.lab, "first").start()
        self.second = StandInDruid(self.lab, "second", leader=self.first.masters[0]).start()
        for server in (self.alertmanager, self.first, self.second):
            server.await_ready()

    def watched_during(self, window):
        times = {word: at.strftime("%Y-%m-%dT%H:%M:%SZ") for word, at in zip(("from", "to"), window)}
        return Agent(self.lab, yaml.dump({
            "clusters": [{"name": "lab", "druid": {"coordinators": [*self.first.masters, *self.second.masters]}}],
            "alerting": {"alertmanagers": [self.alertmanager.url],
                         "maintenance": [{"match": {"tier": "master"}, **times}],
                         **alerting({"NodeDown": "0s", "NoStandby": "0s"})},
        })).start().await_ready()

    def told(self, name):
        return self.alertmanager.alerts(alertname=name)

    def test_an_alert_waits_for_the_end_of_its_window(self):
        now = datetime.now(timezone.utc).replace(microsecond=0)
        ends = now + timedelta(seconds=WINDOW)
        agent = self.watched_during((now, ends))
        self.second.kill()
        seen = agent.await_alert("DruidHaNodeDown", WINDOW)
        self.assertTrue(seen["in_maintenance"])
        # Another tier's, of the same cause, is sent: so whatever is to be sent was.
        wait.until(lambda: self.told("DruidHaNoStandby"), WINDOW, "Alertmanager holds what is not in maintenance")
        self.assertLess(datetime.now(timezone.utc), ends, "the window was long enough for this machine")
        self.assertFalse(self.told("DruidHaNodeDown"))

        sent = wait.until(lambda: self.told("DruidHaNodeDown"), WINDOW + 5, "Alertmanager holds it, now that the window is over")[0]
        self.assertGreaterEqual(datetime.now(timezone.utc), ends)
        self.assertLess(datetime.fromisoformat(sent["startsAt"]), ends)
        self.assertFalse(agent.alerts(alert="DruidHaNodeDown")[0]["in_maintenance"])


if __name__ == "__main__":
    unittest.main()
