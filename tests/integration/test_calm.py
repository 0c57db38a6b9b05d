"""A healthy cluster is silent, however long one waits."""
import os
import unittest

from stage import Journal, Stage, wait

CALM_SECONDS = float(os.environ.get("DRUIDWATCH_CALM_SECONDS", "600"))


class Calm(Stage):
    def test_a_healthy_cluster_raises_nothing_for_ten_minutes(self):
        journal = Journal(self.agent)
        wait.stays(lambda: not journal.firing(), CALM_SECONDS, "silence", poll=1)
        self.assertEqual([alert["labels"]["alertname"] for alert in self.alertmanager.alerts()], ["DruidHaWatchdog"])


if __name__ == "__main__":
    unittest.main()
