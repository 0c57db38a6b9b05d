"""The oldest MySQL that can be had, known through and through. An extended suite (`DRUIDWATCH_EXTENDED=1`)."""
import unittest

from stores import StoreStage, of, on
from lab import npm
from lab.mysql import MySQLReplication

NO_CANDIDATE = "metadata NoFailoverCandidate"


@unittest.skipUnless(npm.wanted(), "a MySQL server is for DRUIDWATCH_EXTENDED=1")
class MySQL(StoreStage):
    @on("stopped", lambda lab, prefix: MySQLReplication(lab, prefix=prefix))
    def test_a_replica_of_which_a_thread_stopped_is_broken(self):
        replica = self.store.nodes[1]
        broken = {of("ReplicationBroken", replica): "", NO_CANDIDATE: ""}
        for thread in ("IO_THREAD", "SQL_THREAD"):
            self.provoke(f"stop the {thread}", lambda: replica.stop_replication(thread), broken, healing=replica.start_replication)

    @on("frozen", lambda lab, prefix: MySQLReplication(lab, prefix=prefix))
    def test_a_frozen_primary_is_down_once_its_replica_has_lost_it(self):
        primary, replica = self.store.nodes
        cause = "metadata NoPrimary"
        self.provoke("freeze the primary", primary.freeze,
                     {cause: "", of("NodeDown", primary): cause, of("ReplicationBroken", replica): cause, NO_CANDIDATE: cause},
                     within=15 + 4)

    @on("errant", lambda lab, prefix: MySQLReplication(lab, prefix=prefix))
    def test_a_write_on_a_replica_makes_it_foreign_and_no_candidate(self):
        replica = self.store.nodes[1]
        self.provoke("write on the replica", replica.write, {of("ForeignNode", replica): "", NO_CANDIDATE: ""},
                     healing=lambda: self.store.build(replica) or self.store.await_streaming())

    @on("failover", lambda lab, prefix: MySQLReplication(lab, prefix=prefix))
    def test_a_failover_tells_what_was_lost(self):
        primary, replica = self.store.nodes
        told = []
        def fail_over():
            self.store.paths[replica.name].black_hole()
            primary.write(5)
            self.await_lag(replica, transactions=5)
            primary.kill()
            replica.promote()
            told.append(self.await_event("FailedOver")["description"])
        self.provoke("fail over", fail_over, {of("NodeDown", primary): "", NO_CANDIDATE: ""}, may=["metadata NoPrimary"],
                     healing=lambda: self.store.build(replica) or self.store.repair())
        self.assertIn(" 5 transactions were lost", told[0])


if __name__ == "__main__":
    unittest.main()
