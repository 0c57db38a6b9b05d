"""What nobody else sees: real Druid 33 with two leaders of one role (apache/druid 16411 and 17781)."""
import re
import unittest

from stage import FAULTS, Stage, wait


class TwoLeaders(Stage):
    def named_false(self, role):
        """The nodes that the alert's description calls false leaders."""
        text = self.agent.alerts(alert="DruidHaMultipleLeaders", tier=role)[0]["description"]
        return set(re.findall(r"(\S+) is the false leader: no latch child of its own", text))

    def test_two_leaders_of_real_druid_are_proved_and_the_false_one_named(self):
        touched = FAULTS["two-leaders"](self.cluster)
        false = {f"127.0.0.1:{master.port}" for master in self.cluster.false_leaders()}
        self.assertTrue(false, touched)
        roles = [role for role in ("coordinator", "overlord") if len(self.cluster.leaders(role)) > 1]
        self.assertTrue(roles)
        for role in roles:
            alert = self.agent.await_alert("DruidHaMultipleLeaders", 30, tier=role)
            self.assertGreaterEqual(len(alert["evidence"]), 3, alert)
            wait.until(lambda: self.named_false(role) & false, 30, f"the false {role} is named")
            self.assertEqual(len(self.named_false(role)), 1)
            self.alertmanager.await_alert(10, alertname="DruidHaMultipleLeaders", tier=role)
        self.cluster.repair()
        self.await_calm()
        # Kept firing for five minutes after two were seen last.
        self.agent.await_quiet(360, alert="DruidHaMultipleLeaders")


if __name__ == "__main__":
    unittest.main()
