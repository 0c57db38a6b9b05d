"""Galera clusters of three: each member takes writes as long as most see each other, and says read_only=0 also when it does not."""
import unittest

from stores import StoreStage, of, on, wait
from lab.galera import Galera
from lab.mariadb import installed

NO_PRIMARY = "metadata NoPrimary"
NOTICES = 5  # after which members go on without a silent one


def cluster(lab, prefix):
    return Galera(lab, prefix=prefix)


@unittest.skipUnless(installed(), "MariaDB is not installed")
class GaleraTraps(StoreStage):
    @on("one-lost", cluster)
    def test_one_member_may_go_or_freeze_and_the_last_two_each_take_writes(self):
        one, two, _ = self.store.nodes
        self.provoke("kill one member", one.kill, {of("NodeDown", one): ""}, within=10)
        self.provoke("freeze one member", two.freeze, {of("NodeDown", two): ""}, within=10 + NOTICES)
        self.bear("restart one member", lambda: two.restart().await_ready(), lambda: wait.until(self.store.whole, 60, "all are back"))

    @on("two-killed", cluster)
    def test_the_last_of_three_is_no_primary(self):
        last, *others = self.store.nodes
        def kill_both():
            for node in others:
                node.kill()
            wait.until(lambda: last.status("cluster_status") == "non-Primary", 30, "it knows that it is alone")
        self.provoke("kill two members", kill_both,
                     {NO_PRIMARY: "", "metadata CommitsStalled": None, **{of("NodeDown", node): None for node in others}},
                     may=["metadata NoFailoverCandidate"])

    @on("two-frozen", cluster)
    def test_the_last_of_three_that_answers_has_no_quorum(self):
        last, *others = self.store.nodes
        def freeze_both():
            for node in others:
                node.freeze()
            wait.until(lambda: last.status("cluster_status") == "non-Primary", 30, "it knows that it is alone")
        self.provoke("freeze two members", freeze_both, {"metadata CommitsStalled": None},
                     may=[NO_PRIMARY, "metadata NoFailoverCandidate", *(of("NodeDown", node) for node in others)])


if __name__ == "__main__":
    unittest.main()
