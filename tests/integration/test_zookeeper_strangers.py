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


def mixed(*members):
    """What one configuration lists, wherever each is from."""
    return SimpleNamespace(members=[*members])


class Strangers(EnsembleStage):
    holds = {"EnsembleSizeUnsafe": "5s"}

    @classmethod
    def make(cls, lab):
        one, cls.other = Ensemble(lab, 3, "a"), Ensemble(lab, 3, "b")
        two_of_three = Ensemble(lab, 3, "c")
        cls.alone = ZooKeeper(lab, "alone")
        cls.removed = Ensemble(lab, 4, "d", dynamic=True)
        cls.twice = Ensemble(lab, 3, "e")
        return {
            "mixed": mixed(one[1], one[2]),
            "halves": mixed(*one.members, *cls.other.members),
            "standalone": mixed(two_of_three[1], two_of_three[2], cls.alone),
            "removed": cls.removed,
            "duplicate": mixed(*cls.twice.members),
            "even": Ensemble(lab, 4, "f"),
            "single": Ensemble(lab, 1, "g"),
        }

    @classmethod
    def prepare(cls):
        cls.other.await_leader()
        cls.stray = cls.other.followers()[0]  # its leader would be a second one
        cls.ensembles["mixed"].members.append(cls.stray)
        cls.double = cls.doubled(cls.twice)
        cls.ensembles["duplicate"].members.append(cls.double)
        cls.removed.reconfigure(leaving="4")
        cls.removed.await_leader()

    @classmethod
    def doubled(cls, ensemble):
        """Another machine that was set up with the myid of the third, and knows itself by its own address. Only the highest id can
        reach all others in an election, and only where it does not lead, is there a leader to follow."""
        if ensemble.await_leader() is ensemble[3]:
            ensemble[3].restart().await_ready()
        elsewhere = SimpleNamespace(host="127.0.0.2", inside=lambda command: command)
        servers = {**ensemble[3].servers, 3: ensemble[3].servers[3].replace("127.0.0.1", elsewhere.host)}
        return ZooKeeper(cls.lab, "double", 3, servers, site=elsewhere).start().await_ready()

    def setUp(self):
        """There is no calm here: what is wrong is wrong from the beginning."""

    def test_each_stranger_is_named_and_so_is_each_unsafe_size(self):
        must = {
            foreign("mixed", self.stray): "",
            # Nobody can tell which half is meant.
            **{foreign("halves", member): "" for member in self.ensembles["halves"].members},
            "halves zookeeper MultipleLeaders": "",
            foreign("standalone", self.alone): "",
            foreign("removed", self.removed[4]): "",
            foreign("duplicate", self.twice[3]): "",
            foreign("duplicate", self.double): "",
            "even zookeeper EnsembleSizeUnsafe": "",
            "single zookeeper EnsembleSizeUnsafe": "",
            "single zookeeper QuorumAtRisk": "",
        }
        journal = Journal(self.agent, self.identity)
        self.await_fired(journal, must, AT_RISK_HOLD + ROUND + TIMEOUT + MACHINE_SECONDS, "strangers")
        # The two with one id drive each other out: at times one of them follows, at times none.
        self.assertFalse(self.others(journal, must) - {"duplicate zookeeper QuorumAtRisk"})


if __name__ == "__main__":
    unittest.main()
