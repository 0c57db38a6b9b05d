"""The oldest and the newest PostgreSQL that can be had: columns come and go with versions, what is known must not.

An extended suite (`DRUIDWATCH_EXTENDED=1`): it fetches servers of 30 MB each.
"""
import unittest

from stores import StoreStage, of, on
from lab import npm
from lab.replication import Replication


def version(number):
    return lambda lab, prefix: Replication(lab, prefix=prefix, programs=npm.postgresql(lab, number))


@unittest.skipUnless(npm.wanted(), "servers of other versions are for DRUIDWATCH_EXTENDED=1")
class Versions(StoreStage):
    @on("pg12", version(12))
    def test_twelve_is_known_through_and_through(self):
        self.live_through_it()

    @on("pg16", version(16))
    def test_sixteen_is_known_through_and_through(self):
        self.live_through_it()

    @on("pg18", version(18))
    def test_eighteen_is_known_through_and_through(self):
        self.live_through_it()

    def live_through_it(self):
        primary, standby = self.store.nodes
        path = self.store.paths[standby.name]
        broken = {of("ReplicationBroken", standby): "", "metadata NoFailoverCandidate": ""}
        self.provoke("cut", path.cut, broken)
        self.provoke("revoke", lambda: primary.query("REVOKE pg_read_all_stats FROM druidwatch"),
                     {f"agent TargetUnknown {node.address}": "" for node in self.store.nodes}, within=5,
                     healing=lambda: primary.query("GRANT pg_read_all_stats TO druidwatch"))
        told = {}
        def fail_over():
            path.black_hole()
            primary.write(0.3)
            lost = primary.log_position() - standby.log_position()
            self.await_lag(standby, bytes=lost)
            primary.kill()
            standby.promote()
            told[lost] = self.await_event("FailedOver")["description"]
        self.provoke("fail over", fail_over, {of("NodeDown", primary): "", "metadata NoFailoverCandidate": ""}, may=["metadata NoPrimary"])
        ((lost, words),) = told.items()
        self.assert_lost(lost, words)


if __name__ == "__main__":
    unittest.main()
