"""What real Druid can't be made to do here is done by stand-ins with real znodes, all of it at once, each in a cluster of its own: what
must be known of each, at which node, and nothing else."""
import unittest
from types import SimpleNamespace

from standins import HISTORICAL, POLL, PROPERTIES, StandInStage, node
from stage import TIMEOUT, wait
from lab import misbehaviour
from lab.haproxy import Balancer
from lab.misbehaviour import whole
from lab.standin_druid import StandInDruid

HOLD = 2
BUDGET = 3
BOTH = ("coordinator", "overlord")

# By cluster: what its stand-in does, its shape, and the invariants that it violates, † those of the one that does it.
CASES = {
    "circle": (misbehaviour.redirects_to_itself, {}, [f"{role} RedirectBroken †" for role in BOTH]),
    "nowhere": (misbehaviour.redirects_nowhere, {}, [f"{role} RedirectBroken †" for role in BOTH]),
    "another": (misbehaviour.names_another_leader, {}, [f"{role} LeadersDisagree" for role in BOTH]),
    "no-candidate": (misbehaviour.leaves_the_candidates, {},
                     [f"{role} {name}" for role in BOTH for name in ("StandbyNotCandidate †", "NoStandby")]),
    "behind": (misbehaviour.leads_behind_the_latch, {}, [f"{role} LatchMismatch" for role in BOTH]),
    "hanging": (misbehaviour.leads_and_hangs, {}, ["coordinator LeaderNotInitialized †"]),
    "no-workers": (misbehaviour.leads_without_workers, {}, ["overlord LeaderNotInitialized †"]),
    "idle": (misbehaviour.idles, {}, ["coordinator DutiesStale †"]),
    "old-view": (misbehaviour.serves_an_old_view, {"brokers": 2}, ["broker ViewDiverges †"]),
    "not-ready": (misbehaviour.is_never_ready, {"brokers": 2}, ["broker NotReady †", "broker NoRedundancy"]),
    "no-queries": (misbehaviour.fails_queries, {"brokers": 2}, ["broker QueryFails †", "broker NoRedundancy"]),
    "no-route": (misbehaviour.knows_no_leader, {"routers": 1}, ["router NoLeaderRoute †"]),
    "elsewhere": (misbehaviour.uses_another_database, {}, ["master ConfigurationDiverges"]),
}

# The latch's first does not lead, and that is one more violation, at the other master.
ALSO = {"behind": [f"{role} LeaderNotInitialized" for role in BOTH]}


class Misbehaving(StandInStage):
    holds = {name: f"{HOLD}s" for name in (
        "RedirectBroken", "LeadersDisagree", "StandbyNotCandidate", "NoStandby", "LatchMismatch", "ViewDiverges", "NotReady",
        "NoRedundancy", "QueryFails", "NoLeaderRoute", "ConfigurationDiverges")}

    @classmethod
    def make(cls, lab):
        return {name: StandInDruid(lab, name, masters=2, properties=PROPERTIES, historicals=[HISTORICAL], **shape)
                for name, (_, shape, _) in CASES.items()}

    def test_every_misbehaviour_is_known_by_its_name_at_its_node_and_nothing_else_is(self):
        must = {}

        def misbehave():
            at = {name: misdeed(self.druids[name]) for name, (misdeed, _, _) in CASES.items()}
            for name, (_, _, violated) in CASES.items():
                must.update({f"{name} {row.replace('†', node(at[name]))}": "" for row in violated})
            return [f"{name} {node(url)}" for name, url in at.items()]

        def behave():
            for druid in self.druids.values():
                whole(druid)

        may = [f"{name} {row} {node(self.druids[name].masters[1])}" for name, rows in ALSO.items() for row in rows]
        self.see_through("misbehave", misbehave, behave, must, BUDGET + HOLD + 3 * POLL + TIMEOUT, may)


class Changing(StandInStage):
    """What tells of the past fires for minutes, so nobody waits for its end here."""

    holds = {"SinglePoint": f"{HOLD}s", "RoutesToDead": f"{HOLD}s", "NodeDown": f"{HOLD}s"}

    @classmethod
    def make(cls, lab):
        def masters(name, **shape):
            return StandInDruid(lab, name, masters=2, properties=PROPERTIES, **shape)

        cls.router = StandInDruid(lab, "lone-router", masters=0, routers=1, leader="http://127.0.0.1:1")
        cls.other_broker = StandInDruid(lab, "other-broker", masters=0, brokers=1, leader="http://127.0.0.1:1")
        druids = {"flapping": masters("flapping"), "slow": masters("slow"), "routed": masters("routed"),
                  "balanced": masters("balanced", brokers=1)}
        brokers = [*druids["balanced"].brokers, *cls.other_broker.brokers]
        cls.balancer = Balancer(lab, [SimpleNamespace(name=f"broker{number}", port=int(url.rpartition(":")[2]))
                                      for number, url in enumerate(brokers)], check=None)
        return druids

    @classmethod
    def watched_as(cls, name, druid):
        section = super().watched_as(name, druid)
        if name == "routed":
            section["routers"] = cls.router.routers
        if name == "balanced":
            section["brokers"] = druid.brokers + cls.other_broker.brokers
            section["load_balancers"] = [cls.balancer.url]
        return section

    def await_fires(self, cluster, alert, seconds, **fields):
        return self.agent.await_alert("DruidHa" + alert, seconds, druid_cluster=cluster, **fields)

    def test_a_leader_that_changes_often_flaps(self):
        druid = self.druids["flapping"]
        for number in range(1, 5):
            new = druid.masters[number % 2]
            druid.take_over(new)
            wait.until(lambda: self.rows("flapping")[("coordinator", node(new))]["state"] == "leading", 5, f"{new} is known to lead")
        for role in BOTH:
            self.await_fires("flapping", "LeaderFlapping", 5, tier=role)

    def test_a_failover_that_took_longer_than_the_budget_was_slow(self):
        druid = self.druids["slow"]
        druid.leave_latch(druid.masters[0])
        druid.lead("")
        for role in BOTH:
            self.await_fires("slow", "NoLeader", BUDGET + TIMEOUT + 6, tier=role)
        druid.take_over(druid.masters[1])
        for role in BOTH:
            self.await_fires("slow", "FailoverSlow", 5, tier=role)
        self.agent.await_quiet(5, alert="DruidHaNoLeader", druid_cluster="slow")

    def test_a_killed_router_is_down(self):
        self.router.kill()
        self.await_fires("routed", "NodeDown", HOLD + TIMEOUT + 6, tier="router", node=node(self.router.routers[0]))
        self.router.start().await_ready()
        self.agent.await_quiet(10, alert="DruidHaNodeDown", druid_cluster="routed")

    def test_a_balancer_alone_is_a_single_point_and_one_that_routes_to_a_frozen_broker_is_found_out(self):
        address = node(self.balancer.url)
        self.await_fires("balanced", "SinglePoint", HOLD + 6, tier="balancer")
        self.other_broker.freeze()
        self.await_fires("balanced", "RoutesToDead", HOLD + 4 * TIMEOUT + 6, tier="balancer", node=address)
        self.other_broker.thaw()
        self.agent.await_quiet(20, alert="DruidHaRoutesToDead")
        self.assertFalse(self.agent.alerts(alert="DruidHaDown", state="firing", node=address))


if __name__ == "__main__":
    unittest.main()
