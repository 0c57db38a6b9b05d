"""What druidwatch watches over in a test file, and what a fault must raise there."""
import sys
import time
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lab"))

from lab import ask, vantage, wait, yaml  # noqa: E402,F401
from lab.agent import Agent  # noqa: E402,F401
from lab.alertmanager import Alertmanager  # noqa: E402
from lab.artifacts import Unavailable  # noqa: E402
from lab.cluster import DruidCluster, merged  # noqa: E402
from lab.faults import FAULTS  # noqa: E402
from lab.place import Lab  # noqa: E402,F401

WATCHDOG = "DruidHaWatchdog"
TIMEOUT = 2  # of one question, in seconds
MACHINE_SECONDS = 6  # two cores that run a whole Druid cluster, and the agent under sanitizers


def identity(alert):
    """What makes two alerts the same: "master NodeDown 127.0.0.1:8081"."""
    return " ".join(filter(None, [alert["tier"], alert["alert"].removeprefix("DruidHa"), alert.get("node")]))


def alerting(holds=()):
    """The section `alerting` of a configuration: other holds, by the catalog's names. Nothing is damped: the same is broken here again
    and again."""
    return {"overrides": [{"alert": "DruidHa" + name, "hold": hold} for name, hold in dict(holds).items()],
            "flap_damping": {"calm": "0s"}}


class Journal:
    """Every alert that ever fired while a fault lasted, as druidwatch told it."""

    def __init__(self, agent, identity=identity):
        self.agent, self.identity = agent, identity
        self.fired = {}

    def firing(self):
        """What fires now, by identity."""
        now = {self.identity(alert): alert for alert in self.agent.alerts(state="firing") if alert["alert"] != WATCHDOG}
        for name, alert in now.items():
            self.fired.setdefault(name, alert)
        return now


# They fire for minutes after it is over.
OF_THE_PAST = ("DruidHaMultipleLeaders", "DruidHaLeaderFlapping", "DruidHaFailoverSlow")


def troubles(alerts):
    """Those that tell of what is wrong now; not of the past, and no mere events."""
    return [alert for alert in alerts if alert["severity"] in ("critical", "warning") and alert["alert"] not in OF_THE_PAST]


class Watched(unittest.TestCase):
    """Something that is whole, and `agent` watching it; each test breaks it and leaves it whole."""

    agent = None
    identity = staticmethod(identity)
    standing = frozenset()  # identities of what is true there all the time

    def setUp(self):
        self.await_calm()

    def await_calm(self, seconds=60):
        """Nothing fires or is about to, but what tells of the past."""
        def open_troubles():
            return {self.identity(alert): alert["description"] for alert in troubles(self.agent.alerts())
                    if alert["state"] in ("firing", "pending") and self.identity(alert) not in self.standing}
        try:
            wait.until(lambda: not open_troubles(), seconds, "druidwatch calls all of it healthy", poll=0.2)
        except wait.NotInTime as late:
            self.fail(f"{late}: {open_troubles()}")

    def see_through(self, what, breaking, healing, must, within, may=()):
        """Breaks it, waits until everything in `must` fires, heals it, and waits until all is quiet.

        `must` maps an alert's identity to the cause that it must name ("" for none, None for either). All of it must fire within
        the longest hold among them, `within` (what it takes by the poll interval, the timeout and a witness), and what this machine
        adds. Whatever else fired must be in `may`; an event that another node leads, of severity info, always may.
        """
        seconds = within + MACHINE_SECONDS
        journal = Journal(self.agent, self.identity)
        before = set(journal.firing()) | self.standing
        broken_at = time.monotonic()
        touched = []
        try:
            touched += breaking()
            self.await_fired(journal, must, seconds, what)
        finally:
            took = time.monotonic() - broken_at
            state = self.agent.alerts()
            healing()
        print(f"{what} ({', '.join(touched)}): all {len(must)} alerts after {took:.1f} s", flush=True)
        self.await_resolved(journal, what)
        others = self.others(journal, [*must, *may, *before])
        self.assertFalse(others, f"{what} raised more than the catalog says; all alerts then: {state}")

    def await_resolved(self, journal, what, seconds=60):
        def left():
            return troubles(alert for name, alert in journal.firing().items() if name not in self.standing)
        try:
            wait.until(lambda: not left(), seconds, f"{what}: what fired resolves after healing", poll=0.2)
        except wait.NotInTime as late:
            self.fail(f"{late}; there is still {left()}")

    def await_fired(self, journal, must, seconds, what):
        """Each of it at any time, with its cause and with evidence."""
        def all_known():
            journal.firing()
            return set(must) <= set(journal.fired)
        try:
            wait.until(all_known, seconds, f"{what}: {sorted(must)}", poll=0.1)
        except wait.NotInTime:
            told = {name: [alert["description"], *(f"{word['who']}: {word['said']}" for word in alert["evidence"])]
                    for name, alert in journal.fired.items()}
            self.fail(f"{what} raised {told}, awaited was {sorted(must)}")
        for name, cause in must.items():
            if cause is not None:
                self.assertEqual(journal.fired[name]["probable_cause"], cause, f"{what}: the cause of {name}")
            self.assertTrue(journal.fired[name]["evidence"], f"{what}: {name} names no evidence")

    @staticmethod
    def others(journal, expected):
        return {name for name, alert in journal.fired.items() if name not in expected and alert["severity"] != "info"}


class Stage(Watched):
    """One Druid cluster for all tests of a class, and a real Alertmanager that is told of it."""

    shape = {}
    settings = {}

    @classmethod
    def setUpClass(cls):
        try:
            cls.cluster = DruidCluster(watched_through_paths=vantage.possible(), **cls.shape)
            cls.cluster.start().await_ready()
        except Unavailable as reason:
            raise unittest.SkipTest(f"real Druid can't be had: {reason}")
        cls.addClassCleanup(cls.cluster.down)
        cls.alertmanager = Alertmanager(cls.cluster.lab).start().await_ready()
        settings = merged({"alerting": alerting()}, cls.settings)
        cls.agent = cls.cluster.agent(cls.cluster.druidwatch_config([cls.alertmanager.url], **settings))
        cls.agent.start().await_ready()

    def provoke(self, fault, must, within, may=()):
        """One of the lab's faults, by name; for the rest see above."""
        self.see_through(fault, lambda: FAULTS[fault](self.cluster), self.cluster.repair, must, within, may)
        self.held_by_alertmanager(must)

    def held_by_alertmanager(self, must):
        """It was told of the beginning, so it is told of the end: none of these is active there any more."""
        names = {name for name in must if not any(past.removeprefix("DruidHa") in name for past in OF_THE_PAST)}
        def told():
            active = {" ".join(filter(None, [alert["labels"]["tier"], alert["labels"]["alertname"].removeprefix("DruidHa"),
                                             alert["labels"].get("node")])) for alert in self.alertmanager.alerts()}
            return not active & names
        wait.until(told, 30, "Alertmanager knows that it is over", poll=0.2)
