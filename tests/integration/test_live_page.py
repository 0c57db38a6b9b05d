"""The status page of a real agent: in Chromium through a ZooKeeper failover, and a hundred of them at once."""
import socket
import statistics
import sys
import threading
import unittest
from pathlib import Path

from measured import Metrics, missed_rounds
from stage import Agent, Lab, wait, yaml
from lab.zookeeper import Ensemble

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "browser"))
from chromium import Browser  # noqa: E402

PAGES = 100
SOON = 100  # ms from a verdict to the page that shows it, on a machine that has nothing else to do
ROUNDS = 10  # of each member that the streams are held for

# Notes how old a document is once it is drawn, where another alert stands in it than before.
WATCH_DELAYS = """(() => {
    globalThis.delays = [];
    const drawn = show;
    let before = '';
    show = (doc) => {
        drawn(doc);
        const now = doc.alerts.map((each) => each.alert + each.node + each.state).join();
        if (now !== before) delays.push(Date.now() - Date.parse(doc.taken));
        before = now;
    };
    return 0;
})()"""
ROUND_TRIP = """(async () => {
    const took = [];
    for (let i = 0; i < 20; ++i) {
        const from = performance.now();
        await (await fetch('api/v1/clusters', {cache: 'no-store'})).json();
        draw();
        took.push(performance.now() - from);
    }
    return took.sort((a, b) => a - b)[10];
})()"""


class LivePage(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.lab = Lab()
        cls.addClassCleanup(cls.lab.remove)
        cls.ensemble = Ensemble(cls.lab, members=3).start().await_ready()
        cls.ensemble.await_leader()
        watched = {"name": "production", "zookeeper": {"ensemble": [member.address for member in cls.ensemble.members]}}
        holds = [{"alert": "DruidHaMemberDown", "hold": "1s"}]
        cls.agent = Agent(cls.lab, yaml.dump({"clusters": [watched], "alerting": {"overrides": holds}})).start().await_ready(30)

    def test_shows_a_failover_as_soon_as_the_agent_judges_it(self):
        leader = self.ensemble.await_leader()
        with Browser() as page:
            page.open(self.agent.url + "/")
            self.assertIn("production stands", page.text("#sentence"))
            page.run(WATCH_DELAYS)
            usual = page.run(ROUND_TRIP)
            leader.kill()
            try:
                page.wait("document.querySelectorAll('#alerts .alert.firing').length > 0")
                self.assertIn(leader.address, page.text("#alerts"))
                page.wait("document.querySelectorAll('#lanes .band').length >= 2")
                successor = self.ensemble.await_leader()
                page.wait(f"document.querySelector('#lanes .words').innerText.startsWith('{successor.address} leads')")
            finally:
                leader.start().await_ready()
            page.wait("document.querySelector('#sentence').innerText === 'production stands.'")
            delays = page.run("delays")
            self.assertGreaterEqual(len(delays), 2)
            self.assertLessEqual(statistics.median(delays), SOON + usual, delays)

    def test_a_hundred_open_pages_hold_no_probe_up(self):
        streams = [Stream(self.agent.url) for _ in range(PAGES)]
        try:
            before, probes = missed_rounds(self.agent), self.probes()
            wait.until(lambda: self.probes() >= probes + 3 * ROUNDS, 90, "rounds beside open pages", poll=1)
            missed, _ = missed_rounds(self.agent)
            share = before[1] / max(probes, 1)
            self.assertLessEqual(missed - before[0], share * (self.probes() - probes))
            wait.until(lambda: all(stream.events >= 2 for stream in streams), 30, "all streams go on")
        finally:
            for stream in streams:
                stream.close()

    def probes(self):
        return Metrics(self.agent).value("druidwatch_probes_total")


class Stream:
    """An open page as the server sees it: it reads whatever comes, and counts the events."""

    def __init__(self, url):
        host, port = url.removeprefix("http://").rstrip("/").rsplit(":", 1)
        self.events = 0
        self.socket = socket.create_connection((host, int(port)))
        self.socket.sendall(b"GET /api/v1/events HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\n\r\n")
        self.thread = threading.Thread(target=self.read, daemon=True)
        self.thread.start()

    def read(self):
        try:
            while more := self.socket.recv(1 << 16):
                self.events += more.count(b"data: ")
        except OSError:
            pass  # closed by `close`

    def close(self):
        self.socket.shutdown(socket.SHUT_RDWR)
        self.thread.join()
        self.socket.close()


if __name__ == "__main__":
    unittest.main()
