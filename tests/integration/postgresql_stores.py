"""PostgreSQL stores with a way for Druid that is watched, too."""
from stores import wait
from lab.client import Client
from lab.path import Path
from lab.pgbouncer import PgBouncer
from lab.replication import Replication

SLOTS = 3  # kept for superusers
GREEDY = 4  # clients that snatch what druidwatch has to let go


class Pooled(Replication):
    """Druid reaches it through PgBouncer."""

    def __init__(self, lab, prefix):
        super().__init__(lab, prefix=prefix)
        self.pool = PgBouncer(lab, self.nodes, f"{prefix}pool")
        self.endpoint = f"host=127.0.0.1 port={self.pool.port} dbname=druid user=druidwatch"

    def start(self):
        super().start()
        self.pool.start().await_ready()
        return self


class Exhaustible(Replication):
    """A primary with few connections, and a way to it for Druid."""

    LIMIT = 12

    def __init__(self, lab, prefix):
        super().__init__(lab, prefix=prefix, settings={"max_connections": self.LIMIT, "superuser_reserved_connections": SLOTS})
        self.way = Path(lab, f"{prefix}endpoint", [self.first.port])
        self.endpoint = f"host=127.0.0.1 port={self.way.port} dbname=druid user=druidwatch"
        self.crowd = []

    def start(self):
        super().start()
        self.way.start().await_ready()
        return self

    def exhaust(self):
        """Clients wait for every connection there is; then druidwatch loses its own to one of them."""
        words = f"host=127.0.0.1 port={self.first.port} user=druid dbname=druid"
        greedy = f'until psql -XAtq "{words}" -c "SELECT pg_sleep(3600)" 2>/dev/null; do :; done'
        self.crowd = [self.first.session(f"crowd{number}").start() for number in range(self.LIMIT)]
        password = self.crowd[0].environment()
        self.crowd += [Client(self.first.lab, f"{self.first.name}-greedy{number}", ["sh", "-c", greedy], password).start()
                       for number in range(GREEDY)]
        wait.until(self._full, 20, "nobody gets in any more")

    def _full(self):
        self.first.hang_up("druidwatch")
        return self.first.sessions("druid") == self.LIMIT - SLOTS

    def relieve(self):
        for client in self.crowd:
            client.kill()
        # Those that were about to get in hold even the superuser's places for another moment.
        wait.until(lambda: self.first.hang_up("druid"), 20, "they are turned out")
