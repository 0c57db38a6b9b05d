"""Druid's processes as a watcher sees them, many in one process and up in a tenth of a second.

They say what real Druid 33 said (see standin_answers.py), and at run time whatever a test tells them to. What the kernel does when
a process dies or freezes is real, and so are the znodes that `announce` writes, in a session of the lab's own.
"""
import asyncio
import collections
import functools
import json
import re
import ssl
import sys
import time
from pathlib import Path

from . import ask
from .registration import LATCHES, Registration
from .server import Server
from .standin_answers import Process

PYTHONPATH = str(Path(__file__).resolve().parent.parent)
ROLES = tuple(LATCHES)
KINDS = ("master", "broker", "router")
ASKED, TOLD = "/asked", "/told"  # no paths of Druid's


class StandInDruid(Server):
    """`masters` (combined ones), `brokers` and `routers` are numbers. The first master leads, unless `leader` is the URL of one
    elsewhere. `historicals` are host:port of those that all know; `users` as in standin_answers.py. With `tls`, a Certificate, each
    process has a second port, at which it speaks TLS."""

    def __init__(self, lab, name="druid", masters=1, brokers=0, routers=0, leader=None, properties=None, historicals=(), users=None,
                 tls=None):
        super().__init__(lab, name)
        self.masters, self.brokers, self.routers = (
            [f"http://127.0.0.1:{lab.port(f'{name}-{kind}{number}')}" for number in range(1, count + 1)]
            for kind, count in zip(KINDS, (masters, brokers, routers)))
        self.leader = leader or self.masters[0]
        self.properties, self.historicals, self.users = properties or {}, list(historicals), users or {}
        self.tls, self.tls_ports = tls, {url: lab.port(f"{name}-tls-{url}") for url in self.urls} if tls else {}
        self.registration = None

    @property
    def urls(self):
        return [*self.masters, *self.brokers, *self.routers]

    def command(self):
        plan = {"leader": {role: self.leader for role in ROLES}, "properties": self.properties, "historicals": self.historicals,
                "users": self.users, "cluster": dict(zip(KINDS, (self.masters, self.brokers, self.routers))),
                "tls": self.tls and str(self.tls.both), "tls_ports": self.tls_ports}
        return [sys.executable, "-m", "lab.standin_druid", json.dumps(plan)]

    def environment(self):
        return {"PYTHONPATH": PYTHONPATH}

    def ready(self):
        return all(ask.says_ok(url + "/status/health") for url in self.urls)

    def asked(self, url):
        """When each path was asked for, in time.monotonic()."""
        return ask.get(url + ASKED).json

    # at run time

    def say(self, url, path, status=200, body="", location=None):
        """It answers so, until it is told otherwise; `path` without a query, and "sys.servers" for SQL about those."""
        self._tell(url, said={path: {"status": status, "body": body, "location": location}})

    def hang(self, url, path):
        """It does not answer this until it relents, nor closes the connection."""
        self._tell(url, said={path: {}})

    def relent(self, *urls):
        """Nothing of that any more; and the leader is the first one's again."""
        for url in urls or self.urls:
            self._tell(url, relent=True)
        self.lead(self.leader)

    def lead(self, url, *roles):
        """Who leads from now on, as all of these processes know at once; "" for nobody."""
        self._tell(self.urls[0], facts={"leader": {role: url for role in roles or ROLES}})

    def take_over(self, url):
        """As after a failover in good order: it leads in both roles, and the others stand behind it in the latches."""
        others = [other for other in self.masters if other != url]
        for other in others:
            self.leave_latch(other)
        self.lead(url)
        for other in others:
            self.join_latch(other)

    def know(self, **facts):
        """Another `leader` by role, `properties`, `historicals`, `users`: of all of these processes."""
        self._tell(self.urls[0], facts=facts)

    def _tell(self, url, **orders):
        ask.post(url + TOLD, orders)

    # ZooKeeper

    def announce(self, zookeeper, base_path="/druid", **manner):
        """Their places in both latches, the leader's first, and that they are there; `manner` as in `Registration.announce`."""
        self.registration = Registration(zookeeper, base_path)
        self.places = {(role, url): self.registration.stand(role, url)
                       for role in ROLES for url in sorted(self.masters, key=lambda url: url != self.leader)}
        self.announcements = {(role, url): self.registration.announce(
                                  role, url, tls_port=self.tls_ports.get(url), service=service, **manner)
                              for role, service, urls in (("coordinator", "druid/coordinator", self.masters),
                                                          ("overlord", "druid/coordinator", self.masters),
                                                          ("broker", "druid/broker", self.brokers),
                                                          ("router", "druid/router", self.routers)) for url in urls}
        return self

    def leave_latch(self, url, *roles):
        self.registration.withdraw(*(self.places.pop((role, url)) for role in roles or ROLES if (role, url) in self.places))

    def join_latch(self, url, *roles):
        """At its end."""
        for role in roles or ROLES:
            self.places[role, url] = self.registration.stand(role, url)


# The process


class Conversation(asyncio.Protocol):
    """HTTP/1.1 as far as a watcher speaks it; the connection is kept."""

    def __init__(self, process, asked):
        self.process, self.asked, self.received = process, asked, b""

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
            body, self.received = self.received[end + 4:size].decode(), self.received[size:]
            self.answer(head.split(" ", 2)[1], head, body)

    def answer(self, path, head, body):
        if path == ASKED:
            self.reply(json.dumps(self.asked))
        elif path == TOLD:
            self.obey(**json.loads(body))
            self.reply("{}")
        else:
            self.asked[path].append(time.monotonic())
            login = re.search(r"^authorization: *(.*)$", head.replace("\r", ""), re.IGNORECASE | re.MULTILINE)
            self.respond(path, body, login and login[1])

    def respond(self, *question):
        answer = self.process.answer(*question)
        if answer is None:
            self.process.unanswered.append((self, question))
        elif not self.transport.is_closing():
            self.transport.write(answer)

    def reply(self, body):
        self.transport.write(f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode())

    def obey(self, said=(), facts=(), relent=False):
        if relent:
            self.process.said.clear()
        self.process.said.update(said)
        known = self.process.facts
        for name, fact in dict(facts).items():
            known[name] = {**known[name], **fact} if name == "leader" else fact
        waiting, self.process.unanswered = self.process.unanswered, []
        for conversation, question in waiting:  # as Druid does once what it waited for is there
            conversation.respond(*question)


async def serve(plan):
    loop = asyncio.get_running_loop()
    tls = None
    if plan["tls"]:
        tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        tls.load_cert_chain(plan["tls"])
    servers = []
    for kind in KINDS:
        for url in plan["cluster"][kind]:
            talk = functools.partial(Conversation, Process(plan, kind, url), collections.defaultdict(list))
            servers.append(await loop.create_server(talk, "127.0.0.1", int(url.rpartition(":")[2])))
            if tls:
                servers.append(await loop.create_server(talk, "127.0.0.1", plan["tls_ports"][url], ssl=tls))
    await asyncio.gather(*(server.serve_forever() for server in servers))


if __name__ == "__main__":
    asyncio.run(serve(json.loads(sys.argv[1])))
