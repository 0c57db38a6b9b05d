"""Servers that are no members of the ensemble that they are configured in, and ensembles of an unsafe size: known by what each
tells of its membership, at the right node."""
import unittest
from types import SimpleNamespace

from ensembles import ROUND, TIMEOUT, EnsembleStage
from stage import MACHINE_SECONDS, Journal
from lab.zookeeper import Ensemble, ZooKeeper

AT_RISK_HOLD = 15  # the longest of them


def foreign(cluster, member):
    return f"{cluster} zookeeper MemberForeign {member.address}"


class Mixed:
    """One configuration in which members of several ensembles stand."""

    def __init__(self, members, *behind):
        self.members, self.behind = members, behind

    def start(self):
        for server in {*self.members, *self.behind}:
            server.start()
        return self

    def await_ready(self):
        for member in self.members:
            member.await_ready()
        return self


class Strangers(EnsembleStage):
    holds = {"EnsembleSizeUnsafe": "5s"}

    @classmethod
    def make(cls, lab):
        whole = Ensemble(lab, 3, "a")
        others = Ensemble(lab, 3, "b")
        cls.other = others[1]
        two_of_three = Ensemble(lab, 3, "c")
        cls.alone = ZooKeeper(lab, "alone")
        cls.removed = Ensemble(lab, 4, "d", dynamic=True)
        cls.twice = Ensemble(lab, 3, "e")
        cls.second = cls.double(lab, cls.twice)
        return {
            "mixed": Mixed([whole[1], whole[2], cls.other], *whole.members, *others.members),
            "standalone": Mixed([two_of_three[1], two_of_three[2], cls.alone], two_of_three[3]),
            "removed": cls.removed,
            "duplicate": Mixed([*cls.twice.members, cls.second]),
            "even": Ensemble(lab, 4, "f"),
            "single": Ensemble(lab, 1, "g"),
        }

    @staticmethod
    def double(lab, ensemble):
        """Another machine that was set up with the myid of the second, and knows itself by its own address."""
        elsewhere = SimpleNamespace(host="127.0.0.2", inside=lambda command: command)
        servers = {**ensemble[2].servers, 2: ensemble[2].servers[2].replace("127.0.0.1", elsewhere.host)}
        return ZooKeeper(lab, "double", 2, servers, site=elsewhere)

    @classmethod
    def prepare(cls):
        cls.removed.reconfigure(leaving="4")
        cls.removed.await_leader()

    def setUp(self):
        """There is no calm here: what is wrong is wrong from the beginning."""

    def test_each_stranger_is_named_and_so_is_each_unsafe_size(self):
        must = {
            foreign("mixed", self.other): "",
            foreign("standalone", self.alone): "",
            foreign("removed", self.removed[4]): "",
            foreign("duplicate", self.twice[2]): "",
            foreign("duplicate", self.second): "",
            "even zookeeper EnsembleSizeUnsafe": "",
            "single zookeeper EnsembleSizeUnsafe": "",
            "single zookeeper QuorumAtRisk": "",
        }
        journal = Journal(self.agent, self.identity)
        self.await_fired(journal, must, AT_RISK_HOLD + ROUND + TIMEOUT + MACHINE_SECONDS, "strangers")
        self.assertFalse(self.others(journal, must))


if __name__ == "__main__":
    unittest.main()
