"""MariaDB replicating by GTID, broken in every way in which it is known to look healthy, or a healthy one broken."""
import unittest

from stores import StoreStage, of, on, wait
from lab.client import Client
from lab.mariadb import REPLICATION_PASSWORD, MariaDB, MariaReplication, installed
from lab.path import Path

NO_PRIMARY = "metadata NoPrimary"
NO_CANDIDATE = "metadata NoFailoverCandidate"
GREEDY = 4  # clients that snatch what druidwatch has to let go


def store(**shape):
    return lambda lab, prefix: MariaReplication(lab, prefix=prefix, **shape)


@unittest.skipUnless(installed(), "MariaDB is not installed")
class MariaDBTraps(StoreStage):
    @property
    def primary(self):
        return self.store.first

    @property
    def replica(self):
        return self.store.replicas[0]

    @property
    def path(self):
        return self.store.paths[self.replica.name]

    def broken(self, cause=""):
        """What one raises that is the only replica and does not replicate."""
        return {of("ReplicationBroken", self.replica): cause, NO_CANDIDATE: cause}

    def without_a_primary(self):
        return {NO_PRIMARY: "", of("NodeDown", self.primary): NO_PRIMARY, **self.broken(NO_PRIMARY)}

    @on("killed", store())
    def test_a_killed_primary_is_no_primary_and_the_cause_of_all_else(self):
        self.provoke("kill the primary", self.primary.kill, self.without_a_primary())

    @on("frozen", store())
    def test_a_frozen_primary_is_down_once_its_replica_has_lost_it(self):
        self.provoke("freeze the primary", self.primary.freeze, self.without_a_primary(), within=15 + 4)

    # replication that stops and does not look it

    @on("cut", store())
    def test_a_replica_that_is_cut_off_is_broken(self):
        self.provoke("cut the replica off", self.path.cut, self.broken())

    @on("receiver-stopped", store())
    def test_a_replica_that_does_not_receive_is_broken(self):
        self.provoke("stop the receiver", lambda: self.replica.stop_replication("IO_THREAD"), self.broken())

    @on("applier-stopped", store())
    def test_a_replica_that_does_not_apply_is_broken(self):
        self.provoke("stop the applier", lambda: self.replica.stop_replication("SQL_THREAD"), self.broken())

    @on("applier-blocked", store(), max_lag={"time": "3s"})
    def test_a_replica_whose_applier_runs_and_waits_lags(self):
        def block():
            self.replica.session("lock", "FLUSH TABLES WITH READ LOCK; SELECT SLEEP(3600)", "root").start()
            wait.until(self.locked, 10, "it is locked")
            self.primary.write()
        self.provoke("block the applier", block, {of("ReplicationLag", self.replica): "", NO_CANDIDATE: ""},
                     may=[of("ReplicationLagSevere", self.replica)], healing=lambda: self.replica.hang_up('root'))

    def locked(self):
        return self.replica.query("SELECT 1 FROM information_schema.processlist WHERE info LIKE 'SELECT SLEEP%'")

    @on("two-sources", lambda lab, prefix: TwoSources(lab, prefix=prefix))
    def test_a_second_source_that_is_lost_is_seen(self):
        self.provoke("lose the second source", self.store.second.kill, self.broken())

    @on("log-removed", store())
    def test_a_replica_whose_log_was_purged_is_broken(self):
        def purge():
            self.path.cut()
            self.primary.hang_up("replica").write(3)  # what is being read is not purged
            self.primary.query("FLUSH BINARY LOGS")
            wait.until(self.purged, 20, "only the newest log is left", poll=0.2)
            self.path.heal()
        self.provoke("purge its log", purge, self.broken(), healing=lambda: self.replica.leap(self.primary))

    def purged(self):
        """What a crash would still need is kept for another moment."""
        logs = [line.split("\t")[0] for line in self.primary.query("SHOW BINARY LOGS").splitlines()]
        self.primary.query(f"PURGE BINARY LOGS TO '{logs[-1]}'")
        return len(logs) == 1

    # failovers, and those that went wrong

    @on("unfenced", store(replicas=2))
    def test_a_promotion_beside_the_old_primary_is_a_split_brain(self):
        self.provoke("promote beside", self.replica.promote, {"metadata SplitBrain": ""}, within=0, may=[NO_CANDIDATE],
                     healing=self.rebuild)

    @on("old-primary-back", store())
    def test_an_old_primary_that_comes_back_is_a_split_brain(self):
        def come_back():
            self.primary.kill()
            self.replica.promote()
            self.await_event("FailedOver")
            self.primary.start().await_ready()
        self.provoke("come back", come_back, {"metadata SplitBrain": ""}, within=0, may=[NO_CANDIDATE, NO_PRIMARY], healing=self.rebuild)

    def rebuild(self):
        self.store.build(self.replica)
        self.store.repair()

    @on("failover", store())
    def test_a_failover_tells_what_was_lost(self):
        told = []
        def fail_over():
            self.path.black_hole()
            self.primary.write(5)
            self.await_lag(self.replica, transactions=5)
            self.primary.kill()
            self.replica.promote()
            told.append(self.await_event("FailedOver")["description"])
        self.provoke("fail over", fail_over, {of("NodeDown", self.primary): "", NO_CANDIDATE: "", "metadata FailedOver": ""},
                     may=[NO_PRIMARY], healing=self.rebuild)
        self.assertIn(" 5 transactions were lost", told[0])

    @on("errant", store())
    def test_a_write_on_a_replica_makes_it_foreign_and_no_candidate(self):
        self.provoke("write on the replica", self.replica.write, {of("ForeignNode", self.replica): "", NO_CANDIDATE: ""},
                     healing=self.rebuild)

    # commits that wait, sessions that are in the wrong place or find none

    @on("semi-synchronous", store())
    def test_commits_that_wait_for_a_replica_that_is_gone_are_stalled(self):
        self.store.wait_for_replicas(600_000)
        def lose_it():
            self.replica.kill()
            self.primary.session("stuck", "INSERT INTO log (text) VALUES ('stuck')").start()
        self.provoke("kill the replica of waiting commits", lose_it,
                     {"metadata CommitsStalled": "", of("NodeDown", self.replica): "", NO_CANDIDATE: ""})

    @on("degraded", store())
    def test_commits_that_wait_for_nobody_any_more_leave_no_candidate(self):
        self.store.wait_for_replicas(500)
        def degrade():
            self.replica.stop_replication("IO_THREAD")
            self.primary.write()
        self.provoke("time out", degrade, self.broken())

    @on("druid-on-replica", store())
    def test_a_session_of_druid_that_stays_on_a_replica_is_known(self):
        self.provoke("connect Druid to the replica", self.replica.session("left").start, {of("DruidOnStandby", self.replica): ""}, within=5,
                     healing=lambda: self.replica.hang_up("druid"))

    @on("exhausted", lambda lab, prefix: Exhaustible(lab, prefix), endpoint=lambda store: store.endpoint)
    def test_a_primary_without_a_free_connection_is_not_down_and_druid_cannot_reach_it(self):
        self.provoke("exhaust its connections", self.store.exhaust, {"metadata EndpointNotPrimary": ""}, within=5,
                     healing=self.store.relieve)

    @on("no-grant", store())
    def test_a_missing_grant_is_told_and_nothing_else(self):
        self.provoke("revoke", lambda: self.primary.query("REVOKE SLAVE MONITOR ON *.* FROM druidwatch") or self.hang_up(),
                     {f"agent TargetUnknown {node.address}": "" for node in self.store.nodes}, within=5,
                     healing=lambda: self.primary.query("GRANT SLAVE MONITOR ON *.* TO druidwatch") or self.hang_up())

    def hang_up(self):
        """What a session may do is decided when it begins."""
        self.store.await_streaming()
        for node in self.store.nodes:
            node.hang_up("druidwatch")

    # what only looks broken

    @on("delayed", store(replicas=2, delays={3: 3600}), max_lag={"time": "2s"})
    def test_a_delayed_replica_does_not_lag_and_is_no_candidate(self):
        delayed = self.store.nodes[2]
        self.bear("write before a delayed replica", self.primary.write,
                  lambda: wait.until(lambda: self.row(delayed).get("lag_seconds", 0) > 6, 30, "it is behind", poll=0.5),
                  healing=lambda: None, seconds=5)
        self.provoke("leave only a delayed replica", self.replica.kill, {of("NodeDown", self.replica): "", NO_CANDIDATE: ""})


class TwoSources(MariaReplication):
    """The replica has a second source, elsewhere and in a domain of its own; in the short form of its status it is not there."""

    def __init__(self, lab, prefix):
        super().__init__(lab, prefix=prefix)
        self.second = MariaDB(lab, f"{prefix}elsewhere", {"gtid_domain_id": 7})

    def start(self):
        super().start()
        self.second.start().await_ready()
        self.second.query(f"CREATE USER replica IDENTIFIED BY '{REPLICATION_PASSWORD}'; GRANT REPLICATION SLAVE ON *.* TO replica; "
                          "RESET MASTER; CREATE DATABASE elsewhere")
        (replica,) = self.replicas
        wait.until(lambda: replica.replicates, 30, "it has its first source")
        replica.follow(self.second, "elsewhere")
        return self

    def await_streaming(self, seconds=60):
        (replica,) = self.replicas
        wait.until(lambda: replica.replicates and len(replica.replication()) == 2, seconds, "it has both sources")
        return self

    def repair(self):
        self.second.start().await_ready()
        return self.await_streaming()


class Exhaustible(MariaReplication):
    """A primary with few connections, and a way to it for Druid."""

    LIMIT = 15

    def __init__(self, lab, prefix):
        super().__init__(lab, prefix=prefix, settings={"max_connections": self.LIMIT})
        self.way = Path(lab, f"{prefix}endpoint", [self.first.port])
        self.endpoint = f"host=127.0.0.1 port={self.way.port} user=druidwatch"
        self.crowd = []

    def start(self):
        super().start()
        self.way.start().await_ready()
        return self

    def exhaust(self):
        """Clients wait for every connection there is; then druidwatch loses its own to one of them."""
        greedy = (f"until mariadb --no-defaults -h127.0.0.1 -P{self.first.port} -udruid druid -e 'SELECT SLEEP(3600)' 2>/dev/null; "
                  "do :; done")
        self.crowd = [self.first.session(f"crowd{number}").start() for number in range(self.LIMIT)]
        password = self.crowd[0].environment()
        self.crowd += [Client(self.first.lab, f"{self.first.name}-greedy{number}", ["sh", "-c", greedy], password).start()
                       for number in range(GREEDY)]
        wait.until(self._full, 20, "nobody gets in any more", poll=0.1)

    def _full(self):
        self.first.hang_up("druidwatch")
        told = dict(line.split("\t") for line in self.first.query(
            "SELECT user, COUNT(*) FROM information_schema.processlist GROUP BY user").splitlines())
        return int(told.get("druid", 0)) + int(told.get("replica", 0)) >= self.LIMIT

    def relieve(self):
        for client in self.crowd:
            client.kill()
        # Those that it is just turning away count as well, and may leave no place for root either.
        wait.until(lambda: self.first.hang_up("druid"), 10, "root is let in")


if __name__ == "__main__":
    unittest.main()
