"""ZooKeeper ensembles alone, of several shapes at once, each watched by one druidwatch as a cluster of its own."""
import unittest

from stage import TIMEOUT, Agent, Lab, Unavailable, Watched, alerting, identity, wait, yaml
from lab.place import in_parallel

ROUND = 2  # in which every member was asked for a new session, or is asked for its state under suspicion
SUSPICIOUS = 0.5  # after a first failure, each member every so often


def of_a_cluster(alert):
    """What makes two alerts the same where several clusters are watched: "five zookeeper MemberDown 127.0.0.1:2181"."""
    return f"{alert['druid_cluster']} {identity(alert)}"


class EnsembleStage(Watched):
    """`ensembles` are made by a subclass, by name; all of a class share them and the agent."""

    identity = staticmethod(of_a_cluster)
    holds = {}  # by the catalog's name, where its own would take minutes

    @classmethod
    def make(cls, lab):
        raise NotImplementedError

    @classmethod
    def watched_as(cls, name, ensemble):
        """The section `zookeeper` of its cluster."""
        return {"ensemble": [member.address for member in ensemble.members]}

    @classmethod
    def setUpClass(cls):
        cls.lab = Lab()
        cls.addClassCleanup(cls.lab.__exit__)
        try:
            cls.ensembles = cls.make(cls.lab)
        except Unavailable as reason:
            raise unittest.SkipTest(str(reason))
        in_parallel([server.start for server in cls.lab.servers])
        in_parallel([server.await_ready for server in cls.lab.servers])
        cls.prepare()
        cls.agent = Agent(cls.lab, cls.configuration()).start().await_ready(30)

    @classmethod
    def prepare(cls):
        """What is done to the ensembles before anybody watches."""

    @classmethod
    def configuration(cls):
        return yaml.dump({
            "clusters": [{"name": name, "zookeeper": cls.watched_as(name, ensemble)} for name, ensemble in cls.ensembles.items()],
            "alerting": alerting(cls.holds),
        })

    def provoke(self, what, breaking, must, within, may=(), healing=None):
        """`breaking` is done to every ensemble at once, by name and ensemble, and tells whom it touched; `must` is by cluster."""
        def everywhere():
            touched = in_parallel([lambda name=name, ensemble=ensemble: breaking(name, ensemble)
                                   for name, ensemble in self.ensembles.items()])
            return [f"{name} {server.name}" for name, servers in zip(self.ensembles, touched) for server in servers]

        self.see_through(what, everywhere, healing or self.repair, must, within, may)

    def repair(self):
        members = [member for ensemble in self.ensembles.values() for member in ensemble.members]
        for member in members:
            member.thaw().start()
        in_parallel([member.await_ready for member in members])

    def invariants(self, cluster):
        """Every verdict on it."""
        (known,) = [known for known in self.agent.clusters() if known["name"] == cluster]
        return known["invariants"]

    def verdicts(self, cluster, name, tier="zookeeper"):
        """Of one invariant, by node: each with its state, its text and its evidence."""
        return {verdict["node"]: verdict for verdict in self.invariants(cluster) if (verdict["tier"], verdict["name"]) == (tier, name)}

    def await_verdict(self, cluster, name, node, state, seconds):
        def judged():
            verdict = self.verdicts(cluster, name).get(node)
            return verdict if verdict and verdict["state"] == state else None
        try:
            return wait.until(judged, seconds, f"{cluster}: {name} of {node or 'the ensemble'} is {state}")
        except wait.NotInTime as late:
            self.fail(f"{late}; it is {self.verdicts(cluster, name)}")


def down(cluster, member):
    return f"{cluster} zookeeper MemberDown {member.address}"


__all__ = ["ROUND", "SUSPICIOUS", "TIMEOUT", "EnsembleStage", "down"]
