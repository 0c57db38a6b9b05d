"""Metadata stores alone. Each test of a class has a store of its own, and all are broken at once: a class takes as long as the
slowest of its tests."""
import concurrent.futures
import functools
import re
import threading
import time
import unittest

from measured import Metrics
from stage import TIMEOUT, Agent, Journal, Lab, Unavailable, Watched, alerting, troubles, wait, yaml
from lab.agent import password_file
from lab.place import in_parallel

POLL = 2  # of a database node while all is well
ALL_AT_ONCE = 10  # more than a Druid cluster needs: a dozen stores break at the same moment
LONGEST_HOLD = 15  # of what a store whose only node in trouble is a standby might raise, if nothing is shortened

# Those of half a minute and more.
HOLDS = {"ReplicationLag": "3s", "ReplicationLagSevere": "3s", "DruidOnStandby": "5s", "RetainedWalGrowing": "5s", "TargetUnknown": "5s"}


def on(name, make, **section):
    """The test gets the store that `make` builds, by the lab and a prefix for its servers; it is watched as the cluster `name`.
    `section` are more keys of its configuration; or functions of the store that tell them."""
    def keep(test):
        test.store = (name, make, section)
        return test
    return keep


class Glance:
    """The agent's alerts, asked for no more than ten times a second by all tests together."""

    def __init__(self, agent):
        self.agent, self.taken, self.known, self.lock = agent, 0, [], threading.Lock()

    def alerts(self):
        with self.lock:
            if time.monotonic() > self.taken + 0.1:
                self.known = self.agent.alerts()
                self.taken = time.monotonic()
            return self.known


class OneCluster:
    """The agent, as if it watched one cluster alone."""

    def __init__(self, glance, name):
        self.glance, self.name = glance, name

    def alerts(self, **fields):
        wanted = {"druid_cluster": self.name, **fields}
        return [alert for alert in self.glance.alerts() if all(alert.get(field) == value for field, value in wanted.items())]


class StoreStage(Watched):
    """Its tests say by `on` which store they break."""

    store = None  # this test's

    def __init_subclass__(cls):
        cls.bodies = {name: test for name, test in vars(cls).items() if hasattr(test, "store")}
        for name, test in cls.bodies.items():
            setattr(cls, name, cls._awaiting(name, test))

    @staticmethod
    def _awaiting(name, test):
        """Its turn is when its end is awaited: it began with all the others."""
        @functools.wraps(test)
        def turn(self):
            self.running[name].result()
        return turn

    @classmethod
    def setUpClass(cls):
        cls.lab = Lab(in_memory=True)
        cls.addClassCleanup(cls.lab.__exit__)
        began = time.monotonic()
        try:
            stores = {name: body.store[1](cls.lab, f"{body.store[0]}-") for name, body in cls.bodies.items()}
            in_parallel([store.start for store in stores.values()])
            in_parallel([store.await_streaming for store in stores.values()])
        except Unavailable as reason:
            raise unittest.SkipTest(str(reason))
        for name, store in stores.items():
            cls.prepare(name, store)
        cls.whole = Agent(cls.lab, cls.configuration(stores)).start().await_ready(30)
        print(f"{len(stores)} stores stand after {time.monotonic() - began:.1f} s", flush=True)
        glance = Glance(cls.whole)
        pool = concurrent.futures.ThreadPoolExecutor(len(stores))
        cls.addClassCleanup(pool.shutdown)
        cls.running = {name: pool.submit(cls._run_body, name, store, OneCluster(glance, cls.bodies[name].store[0]))
                       for name, store in stores.items()}

    @classmethod
    def prepare(cls, name, store):
        """What is done to a test's store before anybody watches."""

    @classmethod
    def _run_body(cls, name, store, agent):
        test = cls(name)
        test.store, test.agent = store, agent
        test.await_known()
        test.await_calm()
        cls.bodies[name](test)

    def setUp(self):
        """Each has awaited its calm itself."""

    def await_known(self):
        """Each of its nodes has answered: of what the agent never saw, it can't say that it is gone."""
        def strangers():
            return [node.name for node in self.store.nodes if self.row(node)["state"] == "unknown"]
        wait.until(lambda: not strangers(), 30, f"{self.agent.name}: every node has answered", poll=0.2)

    @classmethod
    def configuration(cls, stores):
        return yaml.dump({
            "clusters": [{"name": cls.bodies[name].store[0], "metadata_store": cls.section(name, store)} for name, store in stores.items()],
            "alerting": alerting(HOLDS),
        })

    @classmethod
    def section(cls, name, store):
        more = {key: value(store) if callable(value) else value for key, value in cls.bodies[name].store[2].items()}
        return {**cls.watched_as(store), **more}

    @classmethod
    def watched_as(cls, store):
        """The section `metadata_store` of its cluster."""
        return {"kind": store.kind, "password_file": str(password_file(cls.lab.root)), "druid_user": "druid",
                "nodes": [f"host=127.0.0.1 port={node.port} {store.words}" for node in store.nodes]}

    # what tests say

    def provoke(self, what, breaking, must, within=LONGEST_HOLD, may=(), healing=None):
        """For the rest see `see_through`; `within` is the longest hold, to which polls, the timeout and the crowd are added."""
        def broken():
            breaking()
            return [self.agent.name]
        self.see_through(what, broken, healing or self.store.repair, must, within + POLL + TIMEOUT + ALL_AT_ONCE, may)

    def bear(self, what, breaking, meanwhile=None, healing=None, seconds=LONGEST_HOLD + POLL + TIMEOUT):
        """It is done, and nothing at all fires for longer than anything could be held."""
        journal = Journal(self.agent, self.identity)
        breaking()
        try:
            if meanwhile:
                meanwhile()
            wait.stays(lambda: not troubles(journal.firing().values()), seconds, f"{what}: silence", poll=0.2)
        except AssertionError:
            self.fail(f"{what} raised {journal.fired}")
        finally:
            (healing or self.store.repair)()

    def await_event(self, name):
        """The alert, as soon as it fires."""
        return wait.until(lambda: self.agent.alerts(alert=f"DruidHa{name}", state="firing"), 20, f"{name} is told", poll=0.1)[0]

    def row(self, node):
        """What the agent tells of one node."""
        (cluster,) = [cluster for cluster in self.whole.clusters() if cluster["name"] == self.agent.name]
        (row,) = [row for tier in cluster["tiers"] if tier["tier"] == "metadata" for row in tier["nodes"] if row["node"] == node.address]
        return row

    def await_lag(self, node, **least):
        """The agent has seen that much: `bytes` or `transactions`."""
        ((unit, amount),) = least.items()
        def behind():
            lags = Metrics(self.whole)[f"druid_ha_replication_lag_{unit}"]
            return any(lag.value >= amount for lag in lags if lag.labels["node"] == node.address)
        wait.until(behind, 20, f"{node.name} lags by {amount} {unit}", poll=0.2)

    def assert_lost(self, byte_count, words):
        """Told rightly, but for what the server logs by itself every few seconds."""
        told = int(re.search(r" (\d+) bytes were lost", words)[1])
        self.assertTrue(0 <= told - byte_count < 1000, f"{byte_count} bytes were lost, told was: {words}")


def of(invariant, server):
    """The identity of an alert about one node."""
    return f"metadata {invariant} {server.address}"


__all__ = ["ALL_AT_ONCE", "POLL", "TIMEOUT", "OneCluster", "StoreStage", "of", "on", "troubles", "wait"]
