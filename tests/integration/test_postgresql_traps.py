"""PostgreSQL, broken in every way in which it is known to look healthy, or a healthy one broken."""
import signal
import unittest

from postgresql_stores import Exhaustible, Pooled
from stores import StoreStage, of, on, wait
from lab.postgresql import SUPERUSER
from lab.replication import Replication

NO_PRIMARY = "metadata NoPrimary"
NO_CANDIDATE = "metadata NoFailoverCandidate"


def store(**shape):
    """Each with short timeouts: by default a server takes a minute to notice that its peer froze."""
    settings = {"wal_sender_timeout": "4s", "wal_receiver_timeout": "4s", "autovacuum": "off", **shape.pop("settings", {})}
    return lambda lab, prefix: Replication(lab, prefix=prefix, settings=settings, **shape)


class PostgreSQLTraps(StoreStage):
    @property
    def primary(self):
        return self.store.first

    @property
    def standby(self):
        return self.store.standbys[0]

    @property
    def path(self):
        return self.store.paths[self.standby.name]

    def broken(self):
        """What one raises that is the only standby and does not stream."""
        return {of("ReplicationBroken", self.standby): "", NO_CANDIDATE: ""}

    # servers that die, freeze, start and stop

    @on("standby-frozen", store())
    def test_a_frozen_standby_is_down_once_its_primary_has_lost_it(self):
        self.provoke("freeze the standby", self.standby.freeze, {of("NodeDown", self.standby): "", NO_CANDIDATE: ""}, within=15 + 4)

    @on("receiver-frozen", store())
    def test_a_standby_that_says_that_it_streams_while_its_primary_knows_better_is_broken(self):
        def freeze_its_receiver():
            self.standby.child("walreceiver").signal_alone(signal.SIGSTOP)
            wait.until(lambda: not self.standby.streams_from(self.primary), 15, "its primary has lost it")
            self.assertEqual(self.standby.query("SELECT status FROM pg_stat_wal_receiver"), "streaming")
        self.provoke("freeze the receiver", freeze_its_receiver, self.broken(), within=15 + 4 + 5)

    @on("starting", store())
    def test_a_primary_that_is_starting_up_is_not_down_and_is_no_primary(self):
        def start_up_without_end():
            self.primary.terminate()
            self.primary.configure(restore_command=f'while [ ! -e "{self.primary.folder}/go" ]; do sleep 0.2; done; false')
            (self.primary.data / "recovery.signal").touch()
            self.primary.start()
        self.provoke("start without end", start_up_without_end,
                     {NO_PRIMARY: "", of("ReplicationBroken", self.standby): NO_PRIMARY, NO_CANDIDATE: NO_PRIMARY},
                     healing=self.let_it_start)

    def let_it_start(self):
        """In good order, so that no new timeline begins."""
        self.primary.kill()
        self.primary.configure(restore_command="")
        (self.primary.data / "recovery.signal").unlink()
        self.store.repair()

    @on("stopping", store(settings={"wal_sender_timeout": "5min"}))
    def test_a_primary_that_is_shutting_down_is_not_down_and_is_no_primary(self):
        def stop_before_a_frozen_standby():
            self.standby.child("walreceiver").signal_alone(signal.SIGSTOP)
            self.primary.process.signal_alone(self.primary.farewell)
            wait.until(lambda: "shutting down" in self.primary._run("psql", "-h", "127.0.0.1", "-p", self.primary.port, "-U", SUPERUSER,
                                                                    check=False).stderr, 10, "it is shutting down")
        self.provoke("stop, with a standby that takes no leave", stop_before_a_frozen_standby, {NO_PRIMARY: ""}, within=5,
                     may=[of("ReplicationBroken", self.standby), NO_CANDIDATE])

    @on("closed-standby", store())
    def test_a_standby_that_takes_no_sessions_is_not_down(self):
        self.bear("close the standby to all", lambda: self.reopen("off"),
                  lambda: wait.until(lambda: self.standby.streams_from(self.primary), 10, "it streams"),
                  healing=lambda: self.reopen("on") and self.store.repair())

    def reopen(self, hot_standby):
        return self.standby.terminate().configure(hot_standby=hot_standby).start()

    # replication that stops and does not look it

    @on("cascade", store(standbys=2, cascade=True), max_lag={"time": "3s"})
    def test_a_cascade_is_broken_where_it_is_cut_and_what_is_behind_that_lags(self):
        last = self.store.nodes[2]
        def cut_its_middle():
            self.path.cut()
            self.primary.write()
        # What is behind the cut streams itself, and only a cause on its own node is named.
        self.provoke("cut a cascade", cut_its_middle,
                     {**self.broken(), of("ReplicationLag", self.standby): "metadata ReplicationBroken", of("ReplicationLag", last): ""},
                     may=[of("ReplicationLagSevere", self.standby), of("ReplicationLagSevere", last)])

    @on("paused", store(), max_lag={"time": "3s"})
    def test_a_standby_whose_replay_is_paused_lags_and_is_no_candidate(self):
        def pause():
            self.standby.query("SELECT pg_wal_replay_pause()")
            self.primary.write()
        self.provoke("pause", pause, {of("ReplicationLag", self.standby): "", NO_CANDIDATE: ""},
                     may=[of("ReplicationLagSevere", self.standby)], healing=lambda: self.standby.query("SELECT pg_wal_replay_resume()"))

    @on("cascade-idle", store(standbys=2, cascade=True))
    def test_what_is_behind_the_cut_in_a_cascade_is_no_candidate_either(self):
        self.provoke("cut an idle cascade", self.path.cut, self.broken())

    @on("slot-growing", store(), max_retained="2MiB")
    def test_a_slot_that_holds_back_too_much_is_known(self):
        def grow():
            self.standby.kill()
            self.primary.write(4)
        self.provoke("write for an absent standby", grow,
                     {of("RetainedWalGrowing", self.primary): "", of("NodeDown", self.standby): "", NO_CANDIDATE: ""})

    @on("slot-lost", store(settings={"max_slot_wal_keep_size": "2MB", "wal_keep_size": "0", "min_wal_size": "2MB", "max_wal_size": "4MB"}),
        max_lag={"time": "1h"})
    def test_a_lost_slot_is_known_and_so_is_the_standby_that_needs_it(self):
        self.provoke("lose a slot", self.outrun,
                     # As it comes back, it streams for a moment before it is told that there is nothing to stream.
                     {**self.broken(), of("RetainedWalGrowing", self.primary): None})

    @on("log-removed", store(slots=False, settings={"wal_keep_size": "0", "min_wal_size": "2MB", "max_wal_size": "4MB"}), max_lag={"time": "1h"})
    def test_a_standby_whose_log_was_removed_is_broken(self):
        self.provoke("remove its log", self.outrun, self.broken())

    def outrun(self):
        """While the standby is away, the primary writes more than it keeps for it."""
        self.path.cut()
        for _ in range(3):
            self.primary.write(8)
            self.primary.query("SELECT pg_switch_wal()")
            self.primary.query("CHECKPOINT")
        self.path.heal()

    @on("slot-dropped", store())
    def test_a_standby_whose_slot_is_gone_is_broken(self):
        def drop():
            self.path.cut()
            wait.until(lambda: self.primary.query("SELECT bool_or(active) FROM pg_replication_slots") == "f", 10, "nobody reads it")
            self.primary.query(f"SELECT pg_drop_replication_slot('{self.standby.slot}')")
            self.path.heal()
        self.provoke("drop a slot", drop, self.broken())

    # failovers, and those that went wrong

    @on("unfenced", store(standbys=2))
    def test_a_promotion_beside_the_old_primary_is_a_split_brain(self):
        self.provoke("promote beside", self.standby.promote, {"metadata SplitBrain": ""}, within=0, may=[NO_CANDIDATE])

    @on("old-primary-back", store())
    def test_an_old_primary_that_comes_back_is_a_split_brain(self):
        def come_back():
            self.primary.kill()
            self.standby.promote()
            self.await_event("FailedOver")
            self.primary.start().await_ready()
        self.provoke("come back", come_back, {"metadata SplitBrain": ""}, within=0,
                     may=[NO_CANDIDATE, NO_PRIMARY, of("NodeDown", self.primary)])

    @on("diverged", store(), max_lag={"time": "1h"})
    def test_a_diverged_old_primary_that_was_made_a_standby_is_broken(self):
        def diverge():
            self.path.black_hole()
            self.primary.write(1)
            self.primary.kill()
            self.standby.promote().write(0.1)
            self.primary.follow_as_it_is(self.standby).await_ready()
        self.provoke("diverge", diverge, {of("ReplicationBroken", self.primary): "", NO_CANDIDATE: ""}, may=[NO_PRIMARY])

    @on("failover", store(standbys=2))
    def test_a_failover_tells_what_was_lost_and_is_over_at_once(self):
        other = self.store.nodes[2]
        told = {}
        def fail_over():
            for path in self.store.paths.values():
                path.black_hole()
            self.primary.write(0.3)
            told["lost"] = self.primary.log_position() - self.standby.log_position()
            self.await_lag(self.standby, bytes=told["lost"])
            self.primary.kill()
            self.standby.promote()
            other.turn_to(self.standby)
            told["event"] = self.await_event("FailedOver")["description"]
            wait.until(lambda: self.row(other).get("lag_seconds") == 0, 20, "the other standby follows")
        self.provoke("fail over", fail_over, {of("NodeDown", self.primary): "", "metadata FailedOver": ""},
                     may=[NO_PRIMARY, *(of("ReplicationBroken", node) for node in self.store.standbys)])  # as it is healed, all are rebuilt
        self.assertGreater(told["lost"], 300_000)
        self.assert_lost(told["lost"], told["event"])

    @on("begun-anew", store(standbys=2))
    def test_a_node_of_another_database_is_foreign_and_no_second_primary(self):
        stranger = self.store.nodes[2]
        self.provoke("begin anew", stranger.begin_anew, {of("ForeignNode", stranger): ""}, within=10, may=[of("NodeDown", stranger)])

    # commits that wait, sessions that are in the wrong place or find none

    @on("synchronous-gone", store())
    def test_commits_that_wait_for_a_standby_that_is_gone_are_stalled(self):
        self.primary.alter(synchronous_standby_names="FIRST 1 (*)")
        def lose_it():
            self.standby.kill()
            self.client(self.primary, "stuck", "SELECT length(pg_logical_emit_message(true, 'lab', 'x')::text)")
        self.provoke("kill the synchronous standby", lose_it,
                     {"metadata CommitsStalled": "", of("NodeDown", self.standby): "", NO_CANDIDATE: ""})

    @on("quorum-short", store(standbys=2))
    def test_one_of_two_synchronous_standbys_may_go(self):
        self.primary.alter(synchronous_standby_names="ANY 1 (*)")
        def lose_one():
            self.standby.kill()
            self.primary.write()
        self.provoke("kill one of a quorum", lose_one, {of("NodeDown", self.standby): ""}, within=10)

    @on("druid-on-standby", store())
    def test_a_session_of_druid_that_stays_on_a_standby_is_known(self):
        self.provoke("connect Druid to the standby", lambda: self.client(self.standby, "left"), {of("DruidOnStandby", self.standby): ""},
                     within=5, healing=lambda: self.standby.hang_up("druid"))

    def client(self, node, name, *statement):
        node.session(name, *statement).start()

    @on("pooled", lambda lab, prefix: Pooled(lab, prefix=prefix), endpoint=lambda store: store.endpoint)
    def test_a_pool_that_leads_to_the_standby_or_to_nobody_is_not_the_primary(self):
        self.provoke("turn the pool", lambda: self.store.pool.point_at(self.standby), {"metadata EndpointNotPrimary": ""}, within=5,
                     healing=lambda: self.store.pool.point_at(self.primary))
        self.provoke("kill the primary of a pool", self.primary.kill,
                     {NO_PRIMARY: "", of("NodeDown", self.primary): NO_PRIMARY, of("ReplicationBroken", self.standby): NO_PRIMARY,
                      NO_CANDIDATE: NO_PRIMARY, "metadata EndpointNotPrimary": NO_PRIMARY})

    @on("exhausted", lambda lab, prefix: Exhaustible(lab, prefix), endpoint=lambda store: store.endpoint)
    def test_a_primary_without_a_free_connection_is_not_down_and_druid_cannot_reach_it(self):
        self.provoke("exhaust its connections", self.store.exhaust, {"metadata EndpointNotPrimary": ""}, within=5,
                     healing=self.store.relieve)

    @on("no-grant", store())
    def test_a_missing_grant_is_told_and_nothing_else(self):
        self.provoke("revoke", lambda: self.primary.query("REVOKE pg_read_all_stats FROM druidwatch"),
                     {f"agent TargetUnknown {node.address}": "" for node in self.store.nodes}, within=5,
                     healing=lambda: self.primary.query("GRANT pg_read_all_stats TO druidwatch"))

    # what only looks broken

    @on("delayed", store(standbys=2, own={3: {"recovery_min_apply_delay": "1h"}}), max_lag={"time": "2s"})
    def test_a_delayed_standby_does_not_lag_and_is_no_candidate(self):
        delayed = self.store.nodes[2]
        def write_on():
            self.primary.write()
            wait.until(lambda: self.row(delayed).get("lag_seconds", 0) > 6, 30, "it is behind", poll=0.5)
        self.bear("write before a delayed standby", lambda: None, write_on, healing=lambda: None, seconds=5)
        self.provoke("leave only a delayed standby", self.standby.kill, {of("NodeDown", self.standby): "", NO_CANDIDATE: ""})

    @on("read-only-role", store())
    def test_a_role_that_reads_only_says_nothing_of_the_server(self):
        def read_only():
            self.primary.query("ALTER ROLE druidwatch SET default_transaction_read_only = on")
            self.primary.hang_up("druidwatch")
        self.bear("make the role read-only", read_only)


if __name__ == "__main__":
    unittest.main()
