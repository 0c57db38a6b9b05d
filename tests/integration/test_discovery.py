"""Who is watched without being listed: what announces itself in real ZooKeeper, in every form that Druid has, and comes and goes."""
import unittest

from standins import StandInStage, node
from stage import wait
from lab.registration import Registration
from lab.standin_druid import StandInDruid
from lab.tls import Authority

FOUND_WITHIN = 5


class Announced(StandInStage):
    holds = {"NodeDown": "1s", "NoRedundancy": "1s"}

    @classmethod
    def make(cls, lab):
        certificate = Authority(lab).sign("druid")
        return {
            "compressed": StandInDruid(lab, "compressed", masters=2, brokers=2, routers=1),
            "plain": StandInDruid(lab, "plain", masters=2, brokers=2),
            "both-ports": StandInDruid(lab, "both-ports", masters=2, brokers=2, tls=certificate),
            "configured": StandInDruid(lab, "configured", masters=2, brokers=2, tls=certificate),
            "coordinator": StandInDruid(lab, "coordinator", masters=2, brokers=2, routers=1),
            "comes-and-goes": StandInDruid(lab, "comes-and-goes", masters=2, brokers=2),
        }

    @classmethod
    def announced(cls, name):
        return {"compressed": name != "plain", "typed_twice": name == "plain"}

    @classmethod
    def watched_as(cls, name, druid):
        if name == "configured":
            return {"coordinators": druid.masters[:1], "brokers": druid.brokers[:1]}
        if name == "coordinator":
            return {"discovery": "coordinator", "coordinators": druid.masters[:1]}
        return {"discovery": "zookeeper"}

    def nodes(self, cluster):
        """The nodes of Druid's tiers that the agent knows, those that answer."""
        return sorted(key for key, row in self.rows(cluster).items()
                      if key[0] in ("coordinator", "overlord", "broker", "router") and row["state"] in ("up", "leading"))

    def name(self, cluster, url):
        """As it is configured, and else as it announces itself: under its TLS port, if it has one."""
        druid = self.druids[cluster]
        configured = cluster == "configured" and url in (druid.masters[0], druid.brokers[0])
        return node(url) if configured or not druid.tls else f"127.0.0.1:{druid.tls_ports[url]}"

    def expected(self, cluster):
        druid = self.druids[cluster]
        tiers = {"coordinator": druid.masters, "overlord": druid.masters, "broker": druid.brokers, "router": druid.routers}
        return sorted((tier, self.name(cluster, url)) for tier, urls in tiers.items() for url in urls)

    def await_nodes(self, cluster, expected, seconds=FOUND_WITHIN):
        try:
            wait.until(lambda: self.nodes(cluster) == expected, seconds, cluster)
        except wait.NotInTime as late:
            self.fail(f"{late}: it knows {sorted(self.rows(cluster))}, awaited was {expected}")

    def test_who_announces_itself_is_found_once_however_it_is_written_and_whoever_else_names_it(self):
        for cluster in set(self.druids) - {"comes-and-goes"}:
            with self.subTest(cluster):
                self.await_nodes(cluster, self.expected(cluster), 40 if cluster == "coordinator" else FOUND_WITHIN)
                leader = self.rows(cluster)[("coordinator", self.name(cluster, self.druids[cluster].leader))]
                self.assertEqual(leader["state"], "leading")

    def test_a_broker_that_comes_is_watched_is_down_when_it_has_gone_and_up_when_it_returns(self):
        cluster = "comes-and-goes"
        self.await_nodes(cluster, self.expected(cluster))
        newcomer = StandInDruid(self.lab, "newcomer", masters=0, brokers=1, leader=self.druids[cluster].leader).start().await_ready()
        (url,) = newcomer.brokers
        with_it = sorted([*self.expected(cluster), ("broker", node(url))])
        down = {"alert": "DruidHaNodeDown", "tier": "broker", "node": node(url), "druid_cluster": cluster}
        registration = Registration(self.ensemble.await_leader(), f"/{cluster}")
        self.addClassCleanup(registration.close)
        announced = registration.announce("broker", url)
        self.await_nodes(cluster, with_it)
        newcomer.terminate()
        registration.withdraw(announced)
        self.agent.await_alert(seconds=10, **down)
        self.await_nodes(cluster, self.expected(cluster))
        newcomer.start().await_ready()
        registration.announce("broker", url)
        self.await_nodes(cluster, with_it)
        self.agent.await_quiet(10, **down)


if __name__ == "__main__":
    unittest.main()
