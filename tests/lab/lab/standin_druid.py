"""Druid's processes as a watcher sees them, many in one process and up in a tenth of a second.

They say what real Druid 33 said: status, headers and body come from the captures in tests/fixtures/druid (healthy33.*), sent as
Jetty sends them, JSON in chunks and SQL with a trailer. Only who leads, addresses and properties are their own. Imitated are
isLeader and leader of both roles, readiness, SELECT 1, health, properties, and isLeader through a Router; all else is a 404.
What the kernel does when a process dies or freezes is real. There is no ZooKeeper session behind them: `announce` writes latches
and announcements as persistent znodes, which outlive them.
"""
import asyncio
import collections
import json
import re
import sys
import time
from pathlib import Path

from . import ask, znodes
from .server import Server

PYTHONPATH = str(Path(__file__).resolve().parent.parent)
CAPTURES = Path(__file__).resolve().parents[2] / "fixtures" / "druid"
ROLES = ("coordinator", "overlord")
LATCHES = {"coordinator": "/coordinator/_COORDINATOR", "overlord": "/overlord/_OVERLORD"}
API = {"coordinator": "/druid/coordinator/v1", "overlord": "/druid/indexer/v1"}
ASKED = "/asked"  # no path of Druid's


class StandInDruid(Server):
    """`masters` (combined ones), `brokers` and `routers` are numbers. The first master leads, unless `leader` is the URL of one
    elsewhere."""

    def __init__(self, lab, name="druid", masters=1, brokers=0, routers=0, leader=None, properties=None):
        super().__init__(lab, name)
        self.masters, self.brokers, self.routers = (
            [f"http://127.0.0.1:{lab.port(f'{name}-{kind}{number}')}" for number in range(1, count + 1)]
            for kind, count in (("master", masters), ("broker", brokers), ("router", routers)))
        self.leader = leader or self.masters[0]
        self.properties = properties or {}

    def command(self):
        shape = {"master": self.masters, "broker": self.brokers, "router": self.routers, "leader": self.leader,
                 "properties": self.properties}
        return [sys.executable, "-m", "lab.standin_druid", json.dumps(shape)]

    def environment(self):
        return {"PYTHONPATH": PYTHONPATH}

    def ready(self):
        return all(ask.says_ok(url + "/status/health") for url in [*self.masters, *self.brokers, *self.routers])

    def asked(self, url):
        """When each path was asked for, in time.monotonic()."""
        return ask.get(url + ASKED).json

    def announce(self, zookeeper, base_path="/druid"):
        """Writes into ZooKeeper what these processes would: their places in the latches, the leader's first, and that they are
        there."""
        announced = {"COORDINATOR": self.masters, "OVERLORD": self.masters, "BROKER": self.brokers, "ROUTER": self.routers}
        with znodes.Session(zookeeper.port) as session:
            for role in ROLES:
                standing = sorted(self.masters, key=lambda url: url != self.leader)
                for number, url in enumerate(standing):
                    session.create(f"{base_path}{LATCHES[role]}/_c_{self.name}-latch-{number:010}", url.encode())
            for role, urls in announced.items():
                for url in urls:
                    host, port = url.removeprefix("http://").split(":")
                    node = {"service": f"druid/{role.lower()}", "host": host, "bindOnHost": False, "plaintextPort": int(port),
                            "port": -1, "tlsPort": -1, "enablePlaintextPort": True, "enableTlsPort": False}
                    session.create(f"{base_path}/internal-discovery/{role}/{host}:{port}",
                                   json.dumps({"druidNode": node, "nodeType": role.lower(), "services": {}}).encode())


# The process


class Capture:
    """One answer as curl -si wrote it: head, body, and what followed the body as trailer."""

    def __init__(self, name):
        text = (CAPTURES / f"{name}.txt").read_bytes().decode().replace("\r\n", "\n")
        head, _, rest = text.partition("\n\n")
        self.head = head.split("\n")
        with_trailer = any(line.startswith("Trailer: ") for line in self.head)
        self.body, self.trailer = rest.rstrip("\n").split("\n") if with_trailer else (rest, "")

    def answer(self, body=None):
        body = self.body if body is None else body
        if "Transfer-Encoding: chunked" in self.head:
            head = self.head
            body = (f"{len(body):x}\r\n{body}\r\n" if body else "") + "0\r\n" + (self.trailer and self.trailer + "\r\n") + "\r\n"
        else:
            head = [line for line in self.head if not line.startswith("Content-Length: ")] + [f"Content-Length: {len(body)}"]
        return "\r\n".join([*head, "", body]).encode()


NOT_FOUND = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"


def answers(shape, kind, url):
    """What one process says, by path."""
    said = {"/status/health": Capture("healthy33.router.status-health").answer()}
    if kind == "master":
        leads = url == shape["leader"]
        for role in ROLES:
            said[API[role] + "/isLeader"] = Capture(
                f"healthy33.{'leader' if leads else 'standby'}.coordinator-isLeader").answer()
            said[API[role] + "/leader"] = Capture("healthy33.leader.coordinator-leader").answer(shape["leader"])
        said["/status/properties"] = Capture("healthy33.leader.status-properties").answer(json.dumps(shape["properties"]))
    if kind == "broker":
        said["/druid/broker/v1/readiness"] = Capture("healthy33.broker1.readiness").answer()
        said["/druid/v2/sql"] = Capture("healthy33.broker1.sql-select1").answer()
    if kind == "router":
        for role in ROLES:
            said[API[role] + "/isLeader"] = Capture("healthy33.router.druid-coordinator-v1-isLeader").answer()
    return said


class Conversation(asyncio.Protocol):
    """HTTP/1.1 as far as a watcher speaks it; the connection is kept."""

    def __init__(self, said, asked):
        self.said, self.asked, self.received = said, asked, b""

    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        self.received += data
        while (end := self.received.find(b"\r\n\r\n")) >= 0:
            head = self.received[:end].decode("latin-1")
            length = re.search(r"^content-length: *(\d+)", head, re.IGNORECASE | re.MULTILINE)
            size = end + 4 + int(length[1] if length else 0)
            if len(self.received) < size:
                return
            self.received = self.received[size:]
            self.answer(head.split(" ", 2)[1])

    def answer(self, path):
        if path == ASKED:
            body = json.dumps(self.asked)
            self.transport.write(f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode())
            return
        self.asked[path].append(time.monotonic())
        self.transport.write(self.said.get(path, NOT_FOUND))


async def serve(shape):
    loop = asyncio.get_running_loop()
    servers = []
    for kind in ("master", "broker", "router"):
        for url in shape[kind]:
            said, asked = answers(shape, kind, url), collections.defaultdict(list)
            port = int(url.rpartition(":")[2])
            servers.append(await loop.create_server(lambda said=said, asked=asked: Conversation(said, asked), "127.0.0.1", port))
    await asyncio.gather(*(server.serve_forever() for server in servers))


if __name__ == "__main__":
    asyncio.run(serve(json.loads(sys.argv[1])))
