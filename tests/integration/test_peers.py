"""Two agents of one cluster: one alert in Alertmanager, whoever of them is there; and what one can't reach and the other can is a path."""
import time
import unittest

from stage import TIMEOUT, Agent, Lab, alerting, vantage, wait, yaml
from lab.alertmanager import Alertmanager
from lab.place import in_parallel
from lab.vantage import Vantage
from lab.zookeeper import Ensemble

PEER_INTERVAL = 5
ROUND = 6  # every member is asked for a session once
HELD = 10  # a member is called down no sooner


def setUpModule():
    if not vantage.possible():
        raise unittest.SkipTest("network namespaces can't be made here")


class Peers(unittest.TestCase):
    def setUp(self):
        self.lab = Lab()
        self.addCleanup(self.lab.__exit__)
        self.ensemble = Ensemble(self.lab, 3)
        self.alertmanager = Alertmanager(self.lab)
        servers = [*self.ensemble.members, self.alertmanager]
        in_parallel([server.start for server in servers])
        in_parallel([server.await_ready for server in servers])
        ports = {name: self.lab.port(name) for name in ("watch1", "watch2")}
        self.vantages, self.agents = {}, {}
        for name, other in (("watch1", "watch2"), ("watch2", "watch1")):
            targets = {server.name: server.port for server in servers} | {other: ports[other]}
            self.vantages[name] = Vantage(self.lab, targets, [ports[name]], name=f"from-{name}").start()
            self.agents[name] = Agent(self.lab, self.described(ports[other]), name=name, port=ports[name],
                                      vantage=self.vantages[name],
                                      flags=[f"--web.external-url=http://127.0.0.1:{ports[name]}"])
        in_parallel([place.await_ready for place in self.vantages.values()])
        in_parallel([agent.start for agent in self.agents.values()])
        in_parallel([agent.await_ready for agent in self.agents.values()])

    def described(self, peer):
        return yaml.dump({
            "clusters": [{"name": "lab", "zookeeper": {"ensemble": [member.address for member in self.ensemble.members]}}],
            "alerting": {"alertmanagers": [self.alertmanager.url], "peers": [f"http://127.0.0.1:{peer}"],
                         **alerting({"TargetUnknown": "0s", "PeerSilent": "5s"})}})

    def verdict(self, agent, name, node):
        (cluster,) = agent.clusters()
        return next(verdict for verdict in cluster["invariants"] if (verdict["name"], verdict["node"]) == (name, node))

    def test_one_fault_is_one_alert_and_stays_it_while_an_agent_is_gone(self):
        self.ensemble.await_leader()
        broken = self.ensemble.followers()[0].kill()
        for agent in self.agents.values():
            agent.await_alert("DruidHaMemberDown", HELD + ROUND + TIMEOUT, node=broken.address)
        held = lambda: self.alertmanager.alerts(alertname="DruidHaMemberDown")  # noqa: E731
        (before,) = wait.until(held, 5, "Alertmanager holds it")

        one, other = self.agents.values()
        one.terminate()
        silent = other.await_alert("DruidHaPeerSilent", 5 + PEER_INTERVAL + TIMEOUT)
        self.assertEqual(silent["node"], f"127.0.0.1:{one.port}")
        self.assertEqual(silent["severity"], "warning")
        wait.stays(lambda: [alert["startsAt"] for alert in held()] == [before["startsAt"]], 5,
                   "one alert, active since it began", poll=0.2)

        one.start().await_ready()
        other.await_quiet(PEER_INTERVAL + TIMEOUT, alert="DruidHaPeerSilent")
        broken.start().await_ready()
        self.alertmanager.await_no_alert(30, alertname="DruidHaMemberDown")

    def test_each_cut_off_from_a_part_tells_of_paths_and_calls_no_node_down(self):
        first, second, third = self.ensemble.members
        parts = {"watch1": [first], "watch2": [second, third]}
        for way in ("black_hole", "cut"):
            with self.subTest(way):
                self.see_paths(parts, way)

    def see_paths(self, parts, way):
        called_down = set()

        def nothing_is_down():
            for agent in self.agents.values():
                called_down.update(f"{alert['alert']} {alert.get('node')}" for alert in agent.alerts(state="firing")
                                   if alert["alert"] not in ("DruidHaWatchdog", "DruidHaTargetUnknown"))
            return not called_down

        for name, members in parts.items():
            for member in members:
                getattr(self.vantages[name].paths[member.name], way)()
        began = time.monotonic()
        for name, members in parts.items():
            for member in members:
                told = self.agents[name].await_alert("DruidHaTargetUnknown", ROUND + TIMEOUT + PEER_INTERVAL + ROUND,
                                                     node=member.address)
                self.assertIn("way there", told["description"])
        print(f"{way}: all paths were told after {time.monotonic() - began:.1f} s")
        wait.stays(nothing_is_down, HELD + ROUND + TIMEOUT, f"no node is called down; {called_down}", poll=0.2)
        for name, members in parts.items():
            for member in members:
                verdict = self.verdict(self.agents[name], "MemberDown", member.address)
                self.assertEqual(verdict["state"], "holds", verdict)
                self.assertIn("reaches it", verdict["text"])

        for place in self.vantages.values():
            place.heal()
        for agent in self.agents.values():
            agent.await_quiet(ROUND + TIMEOUT + ROUND, alert="DruidHaTargetUnknown")

    def test_a_node_that_is_dead_for_both_is_down_for_both(self):
        member = self.ensemble.members[0]
        self.vantages["watch1"].paths[member.name].black_hole()
        self.agents["watch1"].await_alert("DruidHaTargetUnknown", 2 * ROUND + TIMEOUT + PEER_INTERVAL, node=member.address)
        member.kill()
        self.agents["watch2"].await_alert("DruidHaMemberDown", HELD + ROUND + TIMEOUT, node=member.address)
        self.agents["watch1"].await_quiet(PEER_INTERVAL + TIMEOUT, alert="DruidHaTargetUnknown")


if __name__ == "__main__":
    unittest.main()
