"""What Druid's processes say, by path: status, headers and body are those of captures in tests/fixtures/druid, sent as Jetty sends
them, JSON in chunks and SQL with a trailer. Only who leads, addresses, properties, servers and times are a stand-in's own."""
import base64
import functools
import json
from datetime import datetime, timezone
from pathlib import Path

CAPTURES = Path(__file__).resolve().parents[2] / "fixtures" / "druid"
API = {"coordinator": "/druid/coordinator/v1", "overlord": "/druid/indexer/v1"}
SQL = "/druid/v2/sql"

# What only the leader answers, and a standby redirects.
LEADERS_OWN = {"coordinator": ("loadstatus", "duties", "cluster", "servers"), "overlord": ("workers",)}
UNSECURED = ("/isLeader", "/status/health", "/readiness")
NOT_FOUND = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"


class Capture:
    """One answer as curl -si wrote it: head, body, and what followed the body as trailer."""

    def __init__(self, name):
        text = (CAPTURES / f"{name}.txt").read_bytes().decode().replace("\r\n", "\n")
        head, _, rest = text.partition("\n\n")
        self.head = head.split("\n")
        with_trailer = any(line.startswith("Trailer: ") for line in self.head)
        self.body, self.trailer = rest.rstrip("\n").split("\n") if with_trailer else (rest, "")

    def answer(self, body=None, **headers):
        """With another body, and other values of headers that it has."""
        body = self.body if body is None else body
        head = [f"{name}: {headers[name]}" if (name := line.partition(":")[0]) in headers else line for line in self.head]
        if "Transfer-Encoding: chunked" in head:
            body = (f"{len(body):x}\r\n{body}\r\n" if body else "") + "0\r\n" + (self.trailer and self.trailer + "\r\n") + "\r\n"
        else:
            head = [line for line in head if not line.startswith("Content-Length: ")] + [f"Content-Length: {len(body)}"]
        return "\r\n".join([*head, "", body]).encode()


captured = functools.cache(Capture)


def plain(status, body="", location=None):
    """What was never captured, as Jetty words it."""
    if status >= 500 and not body:
        body = f"<html><head><title>Error {status}</title></head><body><h2>HTTP ERROR {status}</h2></body></html>"
    kind = "text/html;charset=iso-8859-1" if body.startswith("<") else "application/json"
    lines = [f"HTTP/1.1 {status} -", f"Content-Type: {kind}", f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, *([f"Location: {location}"] if location else []), "", body]).encode()


class Process:
    """One process of `kind` at `url`. `facts` are what all of a stand-in's processes know: `leader` (a URL by role, or "" where none
    leads), `properties`, `historicals` (host:port of each), `cluster` (the processes by kind) and `users` (each with a password and
    the resources that it may read, as STATE; none: no security). `said` holds, by path, what it was told to say instead."""

    def __init__(self, facts, kind, url):
        self.facts, self.kind, self.url, self.said = facts, kind, url, {}
        self.unanswered = []  # conversations, and what was asked in them

    def answer(self, path, body="", authorization=None):
        """The bytes of an answer, or None to say nothing for now."""
        plain_path = path.partition("?")[0]
        denial = self._denial(plain_path, body, authorization)
        if denial:
            return denial
        if (told := self.said.get(self._as_told(plain_path, body))) is not None:
            return plain(**told) if told else None
        return getattr(self, f"_{self.kind}")(plain_path, body) or self._anybody(plain_path) or NOT_FOUND

    def _as_told(self, path, body):
        return "sys.servers" if path == SQL and "sys.servers" in body else path

    def _denial(self, path, body, authorization):
        users = self.facts["users"]
        if not users or path.endswith(UNSECURED):
            return None
        if not authorization:
            return captured("secure37.leader.druid-coordinator-v1-leader.anonymous").answer()
        name, _, password = base64.b64decode(authorization.removeprefix("Basic ")).decode().partition(":")
        expected, resources = users.get(name, (None, ()))
        if password != expected:
            return captured("secure37.leader.druid-coordinator-v1-leader.wrongpass").answer()
        needed = "CONFIG" if path == "/status/properties" else "STATE"
        free = (path == SQL and "sys.servers" not in body) or self._redirects(path)  # who may do nothing is redirected, too
        if needed in resources or free:
            return None
        return captured("secure37.leader.druid-coordinator-v1-leader.nobody").answer()

    def _anybody(self, path):
        if path == "/status/health":
            return captured("healthy33.router.status-health").answer()
        if path == "/status/properties":
            host, port = self.url.partition("//")[2].split(":")
            own = {"druid.host": host, "druid.plaintextPort": port, "druid.service": f"druid/{self.kind}"}
            return captured("healthy33.leader.status-properties").answer(json.dumps({**own, **self.facts["properties"]}))
        return None

    # masters

    def _role_of(self, path):
        """The role that this path belongs to, and what is asked of it."""
        for role, api in API.items():
            if path.startswith(api + "/"):
                return role, path.removeprefix(api + "/")
        return None, None

    def _redirects(self, path):
        role, question = self._role_of(path)
        return self.kind == "master" and question in LEADERS_OWN.get(role, ()) and self.facts["leader"][role] != self.url

    def _master(self, path, _):
        role, question = self._role_of(path)
        if not role:
            return None
        leader = self.facts["leader"][role]
        if question == "isLeader":
            return captured(f"healthy33.{'leader' if leader == self.url else 'standby'}.coordinator-isLeader").answer()
        if question == "leader":
            return captured("healthy33.leader.coordinator-leader").answer(leader)
        if question not in LEADERS_OWN[role]:
            return None
        if not leader:
            return plain(503)
        if leader != self.url:
            return captured("healthy33.standby.coordinator-loadstatus").answer(Location=leader + path)
        return getattr(self, f"_{question}")()

    def _loadstatus(self):
        return captured("healthy33.leader.coordinator-loadstatus").answer()

    def _workers(self):
        return captured("healthy33.leader.indexer-workers").answer()

    def _duties(self):
        """Of the group that runs every second the last run ended right now."""
        capture = captured("healthy33.leader.coordinator-duties")
        duties = json.loads(capture.body)
        now = datetime.now(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        duties["dutyGroups"][0].update(period="PT1S", lastRunStart=now, lastRunEnd=now)
        return capture.answer(json.dumps(duties))

    def _servers(self):
        row = {"tier": "_default_tier", "type": "historical", "priority": 0, "currSize": 0, "maxSize": 10**9}
        return captured("healthy33.leader.coordinator-servers_simple").answer(
            json.dumps([{"host": node, **row} for node in self.facts["historicals"]]))

    def _cluster(self):
        def told(kind, service, urls):
            return [{"host": url.partition("//")[2].split(":")[0], "service": f"druid/{service}",
                     "plaintextPort": int(url.rpartition(":")[2])} for url in urls]
        known = self.facts["cluster"]
        return captured("healthy33.leader.coordinator-cluster").answer(json.dumps(
            {**{role: told(role, "coordinator", known["master"]) for role in API}, "historical": [],
             **{kind: told(kind, kind, known[kind]) for kind in ("broker", "router") if known[kind] or kind == "broker"}}))

    # the others

    def _broker(self, path, body):
        if path == "/druid/broker/v1/readiness":
            return captured("healthy33.broker1.readiness").answer()
        if path != SQL:
            return None
        if "sys.servers" not in body:
            return captured("healthy33.broker1.sql-select1").answer()
        rows = [{"server": node, "server_type": "historical"} for node in self.facts["historicals"]]
        return captured("healthy33.broker1.sql-sys-servers").answer(json.dumps(rows))

    def _router(self, path, _):
        role, question = self._role_of(path)
        if question != "isLeader":
            return None
        if not self.facts["leader"][role]:
            return plain(503, json.dumps({"error": f"Unable to determine destination[{path}]; is your coordinator/overlord running?"}))
        return captured("healthy33.router.druid-coordinator-v1-isLeader").answer()
