"""Members that run and have reached a limit: their disk is full, their connections are exhausted, their requests wait."""
import unittest

from ensembles import ROUND, SUSPICIOUS, TIMEOUT, EnsembleStage
from stage import wait
from lab import disk
from lab.crowd import Crowd
from lab.zookeeper import Ensemble

NOT_SERVING = AT_RISK = 15
UNUSABLE = 10
CONNECTIONS = 12  # from one address; druidwatch holds one or two, and asks through one more


class Limits(EnsembleStage):
    @classmethod
    def make(cls, lab):
        if not disk.possible():
            raise unittest.SkipTest("no mounts in a namespace here")
        cls.small = Ensemble(lab, 3, "a", settings={"preAllocSize": 64}, sites={
            number: disk.SmallDisk(lab.folder(f"a{number}") / "data" / "version-2") for number in (1, 2, 3)})
        # What says nothing is closed after 10 s by default, which would let the next one in.
        cls.narrow = Ensemble(lab, 3, "b", settings={"maxClientCnxns": CONNECTIONS, "nio.sessionlessCnxnTimeout": 600_000})
        return {"small-disk": cls.small, "few-connections": cls.narrow}

    def test_a_full_disk_and_exhausted_connections_are_told_of_the_one_member(self):
        # A leader may have logged what no other has, must forget it, and ends itself when there is no room for the snapshot.
        full, narrow = self.small.followers()[0], self.narrow.members[0]
        crowd = Crowd(narrow)
        self.addCleanup(crowd.disperse)

        def reach_the_limit(name, _):
            if name == "few-connections":
                crowd.gather()
                return [narrow]
            full.site.fill(full.process)
            self.small.write_until(lambda: full.mode() is None, 20)
            return [full]

        def make_room():
            crowd.disperse()
            full.kill()  # its disk goes with it
            self.repair()

        self.provoke("limits", reach_the_limit, {
            f"small-disk zookeeper MemberNotServing {full.address}": "",
            "small-disk zookeeper QuorumAtRisk": "",
            f"few-connections zookeeper SessionUnusable {narrow.address}": "",
        }, max(NOT_SERVING, UNUSABLE) + ROUND + SUSPICIOUS + TIMEOUT, healing=make_room)


if __name__ == "__main__":
    unittest.main()
