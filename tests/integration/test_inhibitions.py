"""The shipped inhibitions in a real Alertmanager: each cause silences what it is the cause of, and nobody else's."""
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "alerts"))

import shipped
from stage import Lab, ask, wait
from lab.webhook import Webhook
from promtool import RULES, alerts_of
from test_alertmanager_config import inhibitions

# A standby is not why another one lags.
SAME_NODE = {("metadata", "ReplicationLag"), ("metadata", "ReplicationLagSevere"), ("zookeeper", "RequestsBacklogged")}


class Inhibitions(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        lab = Lab()
        cls.addClassCleanup(lab.remove)
        cls.manager = shipped.alertmanager(lab, Webhook(lab)).start().await_ready()

    def raise_alerts(self, alerts):
        """(tier, name, labels) each; returns whether each is inhibited, in the same order."""
        labels = [{"tier": tier, "alertname": f"DruidHa{name}", **more} for tier, name, more in alerts]
        answer = ask.post(self.manager.url + "/api/v2/alerts", [{"labels": each} for each in labels])
        self.assertEqual(answer.status, 200, answer.text)

        def states():
            found = [self.manager.alerts(**each) for each in labels]
            return found if all(len(each) == 1 for each in found) else None
        held = wait.until(states, 10, "Alertmanager holds them all")
        return [bool(alert["status"]["inhibitedBy"]) for (alert,) in held]

    def test_every_cause_inhibits_its_consequence_in_its_own_cluster(self):
        pairs = [(cause, target) for target, causes in sorted(inhibitions().items()) for cause in sorted(causes)]
        self.assertGreater(len(pairs), 60)
        alerts = []
        for number, (cause, target) in enumerate(pairs):  # each pair in a cluster of its own
            here, elsewhere = ({"druid_cluster": f"{where}{number}", "node": "n1"} for where in ("here", "elsewhere"))
            alerts += [(*cause, here), (*target, here), (*target, elsewhere)]
        inhibited = self.raise_alerts(alerts)
        for number, (cause, target) in enumerate(pairs):
            agents = target[0] == cause[0] == "agent"  # they know no cluster
            self.assertEqual(inhibited[3 * number:3 * number + 3], [False, True, agents], (cause, target))

    def test_of_causes_that_are_of_a_node_only_those_of_the_same_node_count(self):
        for number, target in enumerate(sorted(SAME_NODE)):
            for cause in inhibitions()[target]:
                where = {"druid_cluster": f"nodes-{number}-{cause[1]}"}
                self.assertEqual(self.raise_alerts([(*cause, {**where, "node": "n1"}), (*target, {**where, "node": "n2"})]),
                                 [False, False], (cause, target))

    def test_one_agent_that_reaches_nothing_silences_nothing_that_another_proves(self):
        of_a_cluster = [key for key in alerts_of(RULES.read_text()) if key[0] not in ("agent", "cluster")]
        others = [(tier, name, {"druid_cluster": "cut-off", "node": name}) for tier, name in of_a_cluster]
        causes = {cause for sources in inhibitions().values() for cause in sources}
        unreached = self.raise_alerts([("cluster", "Unreachable", {"druid_cluster": "cut-off"}),
                                       *(other for other in others if other[:2] not in inhibitions() and other[:2] not in causes)])
        self.assertFalse(any(unreached))


if __name__ == "__main__":
    unittest.main()
