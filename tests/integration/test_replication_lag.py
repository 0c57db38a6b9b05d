"""Lag in time, against the lab's own clock: right within one poll interval, whatever the standby's own clock would tell."""
import time
import unittest

from stores import POLL, StoreStage, on, wait
from lab.mariadb import MariaReplication, installed
from lab.replication import Replication

MACHINE = 0.5  # between a moment and our clock, on a busy machine
WATCHED_SECONDS = 16  # past the ten seconds of short intervals that a change brings


class Lag(StoreStage):
    @property
    def primary(self):
        return self.store.first

    @property
    def standby(self):
        return self.store.nodes[1]

    def told(self):
        """Lag and the moment at which we heard of it."""
        lag = self.row(self.standby).get("lag_seconds")
        return lag, time.monotonic()

    def watch(self, since, seconds=WATCHED_SECONDS):
        """Every figure that is told for so long, from `since` on, is at most one poll interval younger than the truth, and never older."""
        known, compared = 0, 0
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            lag, now = wait.until(lambda: (told := self.told())[0] != known and told, 3 * POLL + 5, "another figure is told", poll=0.1)
            known = lag
            if not lag:
                self.assertLess(now - since, 2 * POLL + MACHINE, "the lag is still called none")
                continue
            truth = now - since
            self.assertLess(abs(truth - lag), POLL + MACHINE, f"behind by {truth:.2f} s, told are {lag:.2f}")
            compared += 1
        self.assertGreater(compared, 3)

    def await_none(self):
        wait.until(lambda: self.told()[0] == 0, 20, "it has caught up")

    @on("paused", lambda lab, prefix: Replication(lab, prefix=prefix), max_lag={"time": "1h"})
    def test_of_a_paused_standby_while_its_primary_writes(self):
        self.standby.query("SELECT pg_wal_replay_pause()")
        began = time.monotonic()
        self.primary.write()
        self.watch(began)
        self.standby.query("SELECT pg_wal_replay_resume()")
        self.await_none()

    @on("cut", lambda lab, prefix: Replication(lab, prefix=prefix), max_lag={"time": "1h"})
    def test_of_a_standby_that_is_cut_off_and_calls_itself_up_to_date(self):
        self.store.paths[self.standby.name].cut()
        began = time.monotonic()
        self.primary.write()
        self.assertEqual(self.standby.query("SELECT pg_last_wal_receive_lsn() <= pg_last_wal_replay_lsn()"), "t")
        self.watch(began)
        self.store.repair()
        self.await_none()

    @on("stopped", lambda lab, prefix: MariaReplication(lab, prefix=prefix), max_lag={"time": "1h"})
    @unittest.skipUnless(installed(), "MariaDB is not installed")
    def test_of_a_mariadb_replica_that_applies_nothing_and_tells_no_seconds(self):
        self.standby.stop_replication("SQL_THREAD")
        began = time.monotonic()
        self.primary.write()
        self.watch(began)
        self.standby.start_replication()
        self.await_none()


if __name__ == "__main__":
    unittest.main()
