"""Another configuration while the agent runs: what it changes is changed, what it leaves goes on, and a bad one changes nothing."""
import re
import signal
import unittest

from stage import Agent, Lab, alerting, wait, yaml
from lab import ask
from lab.alertmanager import Alertmanager
from lab.place import in_parallel
from lab.zookeeper import Ensemble

NEVER = "100h"  # a hold that no test waits for


class Reload(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.lab = Lab()
        cls.addClassCleanup(cls.lab.__exit__)
        cls.first, cls.second = Ensemble(cls.lab, 3, "a"), Ensemble(cls.lab, 1, "b")
        cls.alertmanager = Alertmanager(cls.lab)
        servers = [*cls.first.members, *cls.second.members, cls.alertmanager]
        in_parallel([server.start for server in servers])
        in_parallel([server.await_ready for server in servers])
        cls.agent = Agent(cls.lab, cls.described()).start().await_ready(30)

    @classmethod
    def described(cls, hold="0s", second=False, max_latency="100ms", **more):
        clusters = [{"name": "first", "zookeeper": {"ensemble": [member.address for member in cls.first.members],
                                                    "max_latency": max_latency}}]
        if second:
            clusters.append({"name": "second", "zookeeper": {"ensemble": [member.address for member in cls.second.members]}})
        holds = {"MemberDown": hold, "QuorumAtRisk": NEVER, "EnsembleSizeUnsafe": "0s"}
        return yaml.dump({"clusters": clusters, **more,
                          "alerting": {"alertmanagers": [cls.alertmanager.url], **alerting(holds)}})

    def setUp(self):
        self.reload(self.described())
        self.addCleanup(self.whole_again)

    def whole_again(self):
        in_parallel([member.start for member in self.first.members])
        in_parallel([member.await_ready for member in self.first.members])
        self.agent.await_quiet(30, alert="DruidHaMemberDown")
        self.alertmanager.await_no_alert(30, alertname="DruidHaMemberDown")

    def reload(self, configuration):
        answer = self.agent.reload(configuration)
        self.assertEqual(answer.status, 200, answer.text)

    def names(self):
        return [cluster["name"] for cluster in self.agent.clusters()]

    def known_of_first(self):
        """The nodes of the first cluster of which something is known."""
        nodes = self.agent.clusters()[0]["tiers"][0]["nodes"]
        return {node["node"] for node in nodes if node["state"] != "unknown"}

    def metric(self, name):
        return float(re.search(rf"^{name} (\S+)$", self.agent.metrics(), re.MULTILINE)[1])

    def kill_one(self):
        self.first.await_leader()
        return self.first.followers()[0].kill()

    def test_another_hold_counts_for_what_is_violated_already(self):
        self.reload(self.described(hold=NEVER))
        broken = self.kill_one()
        pending = self.agent.await_alert("DruidHaMemberDown", 20, state="pending", node=broken.address)
        self.reload(self.described(hold="0s"))
        firing = self.agent.await_alert("DruidHaMemberDown", 5, node=broken.address)
        self.assertEqual(firing["since"], pending["since"])
        self.alertmanager.await_alert(5, alertname="DruidHaMemberDown", node=broken.address)

    def test_an_alert_stays_since_it_began_while_its_cluster_changes(self):
        broken = self.kill_one()
        before = self.alertmanager.await_alert(20, alertname="DruidHaMemberDown", node=broken.address)
        for number in range(5):
            known = self.known_of_first()
            self.reload(self.described(max_latency=f"{200 + number}ms"))
            # At once, before anything was asked anew: what was known of the nodes that stay is known.
            (alert,) = self.agent.alerts(alert="DruidHaMemberDown", node=broken.address)
            self.assertEqual(alert["state"], "firing")
            self.assertEqual(known - self.known_of_first(), set())
            self.assertIn(broken.address, known)
        (after,) = self.alertmanager.alerts(alertname="DruidHaMemberDown", node=broken.address)
        self.assertEqual(after["startsAt"], before["startsAt"])
        self.whole_again()

    def test_a_cluster_that_is_added_is_watched_and_one_that_is_removed_ends_with_its_alerts(self):
        asked = self.metric("druidwatch_probes_total")
        self.reload(self.described(second=True))
        self.assertEqual(self.names(), ["first", "second"])
        self.alertmanager.await_alert(20, alertname="DruidHaEnsembleSizeUnsafe", druid_cluster="second")
        self.reload(self.described())
        self.assertEqual(self.names(), ["first"])
        self.assertNotIn('druid_cluster="second"', self.agent.metrics())
        self.alertmanager.await_no_alert(10, alertname="DruidHaEnsembleSizeUnsafe", druid_cluster="second")
        wait.until(lambda: self.metric("druidwatch_probes_total") > asked, 20, "the first cluster is still asked")

    def test_a_bad_file_changes_nothing_and_says_what_is_wrong_and_where(self):
        taken = self.metric("druidwatch_config_last_reload_success_timestamp_seconds")
        shown = ask.get(self.agent.url + "/config").text
        bad = self.described(second=True).replace("max_latency", "max_latensy")
        answer = self.agent.reload(bad)
        self.assertEqual(answer.status, 500)
        line = 1 + bad[:bad.index("max_latensy")].count("\n")
        self.assertRegex(answer.text, rf"^{re.escape(str(self.agent.config_file))}:{line}:\d+: .*max_latensy")
        stale = self.agent.await_alert("DruidHaConfigurationStale", 5)
        self.assertIn(answer.text.splitlines()[0], stale["description"])
        self.assertEqual(self.names(), ["first"])
        self.assertEqual(self.metric("druidwatch_config_last_reload_successful"), 0)
        self.assertEqual(self.metric("druidwatch_config_last_reload_success_timestamp_seconds"), taken)
        self.assertEqual(ask.get(self.agent.url + "/config").text, shown)
        self.assertIn("max_latensy", self.agent.log.read_text())
        self.alertmanager.await_alert(5, alertname="DruidHaConfigurationStale")

        self.reload(self.described(max_latency="300ms"))
        self.agent.await_quiet(5, alert="DruidHaConfigurationStale")
        self.assertEqual(self.metric("druidwatch_config_last_reload_successful"), 1)
        self.assertGreater(self.metric("druidwatch_config_last_reload_success_timestamp_seconds"), taken)
        self.assertIn("300ms", ask.get(self.agent.url + "/config").text)
        self.alertmanager.await_no_alert(10, alertname="DruidHaConfigurationStale")

    def test_a_hangup_is_a_wish_for_it_too(self):
        self.agent.config_file.write_text(self.described(second=True))
        self.agent.process.signal_alone(signal.SIGHUP)
        wait.until(lambda: self.names() == ["first", "second"], 10, "the second cluster is watched")
        self.assertTrue(self.agent.running)

    def test_what_cannot_change_while_it_runs_is_said(self):
        self.reload(self.described(storage={"path": str(self.lab.folder("elsewhere"))}))
        self.assertIn("storage: takes effect at the next start", self.agent.log.read_text())
        self.assertNotIn("elsewhere", ask.get(self.agent.url + "/config").text)

    def test_a_hundred_reloads_in_a_row_leave_one_agent_that_watches(self):
        for number in range(100):
            self.reload(self.described(second=number % 2 == 0, max_latency=f"{100 + number}ms"))
        self.assertEqual(self.names(), ["first"])
        broken = self.kill_one()
        self.agent.await_alert("DruidHaMemberDown", 20, node=broken.address)


if __name__ == "__main__":
    unittest.main()
