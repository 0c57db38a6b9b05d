"""PostgreSQL: a primary and streaming standbys, as Druid's metadata store has them."""
from . import wait
from .path import Path
from .place import in_parallel
from .postgresql import PostgreSQL


class Replication:
    """pg1, the primary at first, and standbys pg2, pg3, ..., each of which reaches it through a path of its own; in a `cascade`,
    each reaches the one before it. `own` are settings of single nodes, by number from 1."""

    kind, words = "postgresql", "dbname=druid user=druidwatch"

    def __init__(self, lab, standbys=1, settings=None, prefix="pg", *, cascade=False, slots=True, own=None, programs=None):
        self.nodes = [PostgreSQL(lab, f"{prefix}{number}", {**(settings or {}), **(own or {}).get(number, {})}, programs)
                      for number in range(1, standbys + 2)]
        self.slots = slots
        self.upstream = {node.name: before if cascade else self.first for before, node in zip(self.nodes, self.nodes[1:])}
        self.cascade = cascade
        self.paths = {name: Path(lab, f"path-{name}-{upstream.name}", [upstream.port]) for name, upstream in self.upstream.items()}

    @property
    def first(self):
        return self.nodes[0]

    @property
    def standbys(self):
        return self.nodes[1:]

    def start(self):
        self.first.initialize()
        for path in self.paths.values():
            path.start()
        if self.cascade:
            for node in self.standbys:
                self._start_standby(node)
        else:
            in_parallel([lambda node=node: self._start_standby(node) for node in self.standbys])
        return self

    def _start_standby(self, node):
        if node.data.exists():
            node.start()
        else:
            path = self.paths[node.name].await_ready()
            wait.until(lambda: node._run("pg_isready", "-q", "-h", "127.0.0.1", "-p", path.port, check=False).returncode == 0,
                       10, f"{path.name} passes")
            self._build(node)

    def _build(self, node):
        return node.follow(self.upstream[node.name], self.paths[node.name], self.slots)

    def streams(self, node):
        return node.streams_from(self.upstream[node.name])

    def await_streaming(self, seconds=60):
        for node in self.standbys:
            wait.until(lambda: self.streams(node), seconds, f"{node.name} streams from {self.upstream[node.name].name}")
        return self

    def repair(self):
        """Back to the first order, whoever was promoted, killed, cut off or left behind: pg1 leads, and the others follow."""
        for node in self.nodes:
            node.thaw()
        for path in self.paths.values():
            path.start().await_ready().heal()
        promoted = [node for node in self.standbys if node.running and node.is_primary]
        for node in promoted:
            node.kill()  # first of all, so that no two of them are writable
        self.first.lead()
        wait.until(lambda: self.first.is_primary, 60, f"{self.first.name} leads")
        if self.cascade:
            for node in self.standbys:
                self._repair(node, promoted)
        else:
            in_parallel([lambda node=node: self._repair(node, promoted) for node in self.standbys])
        return self.await_streaming()

    def _repair(self, node, promoted):
        if node not in promoted:
            node.start().await_ready()
        if node in promoted or node.is_primary or not self._comes_back(node):  # it has a history of its own, or lacks some of this one
            self.paths[node.name].start().await_ready()
            self._build(node)

    def _comes_back(self, node, seconds=6):
        return wait.perhaps(lambda: self.streams(node), seconds)
