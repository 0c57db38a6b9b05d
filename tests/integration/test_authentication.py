"""Druid with basic security: what the agent may not ask is unknown, and the right that it lacks is named; nobody is called broken."""
import unittest

from standins import PROPERTIES, StandInStage, node
from stage import TIMEOUT, Journal, troubles, wait
from lab.agent import password_file
from lab.standin_druid import StandInDruid

PASSWORD = "of the lab"
USERS = {"monitor": [PASSWORD, ["STATE", "CONFIG"]], "stateless": [PASSWORD, []], "no-config": [PASSWORD, ["STATE"]]}

# Whom a cluster's agent logs in as, and the words by which it is told what is missing.
LOGINS = {"permitted": ("monitor", PASSWORD, ()),
          "anonymous": (None, None, ("401", "basic_auth")),
          "wrong-password": ("monitor", "another", ("401", "basic_auth")),
          "without-state": ("stateless", PASSWORD, ("403", "READ", "STATE")),
          "without-config": ("no-config", PASSWORD, ("403", "READ", "CONFIG"))}


class BasicSecurity(StandInStage):
    holds = {"TargetUnknown": "1s", "LeaderNotInitialized": "1s", "RedirectBroken": "1s", "QueryFails": "1s", "ViewDiverges": "1s"}

    @classmethod
    def make(cls, lab):
        return {name: StandInDruid(lab, name, masters=2, brokers=2, routers=1, users=USERS, properties=PROPERTIES) for name in LOGINS}

    @classmethod
    def watched_as(cls, name, druid):
        section = super().watched_as(name, druid)
        user, password, _ = LOGINS[name]
        if user:
            file = password_file(cls.lab.root, password, f"{name}.password")
            section["basic_auth"] = {"username": user, "password_file": str(file)}
        return section

    def setUp(self):
        """There is no calm here."""

    def unknown(self, cluster):
        """What can't be asked, by node."""
        return {alert["node"]: alert["description"] for alert in self.agent.alerts(
            alert="DruidHaTargetUnknown", state="firing", druid_cluster=cluster)}

    def test_what_is_not_allowed_is_named_and_nothing_else_is_raised(self):
        journal = Journal(self.agent, self.identity)
        for cluster, (_, _, words) in LOGINS.items():
            masters = {node(url) for url in self.druids[cluster].masters}
            with self.subTest(cluster):
                if words:
                    told = wait.until(lambda: (found := self.unknown(cluster)) and masters <= set(found) and found, 3 * TIMEOUT + 6,
                                      f"{cluster}: it is told what is not allowed")
                    for master in masters:
                        for word in words:
                            self.assertIn(word, told[master])
                        self.assertNotIn(PASSWORD, told[master])
                self.assertEqual(self.rows(cluster)[("coordinator", node(self.druids[cluster].leader))]["state"], "leading")
        wait.stays(lambda: journal.firing() is not None, 3 * TIMEOUT, "what else there is")
        self.assertEqual(self.unknown("permitted"), {})
        others = [name for name, alert in journal.fired.items() if troubles([alert]) and "TargetUnknown" not in name]
        self.assertEqual(others, [])


if __name__ == "__main__":
    unittest.main()
