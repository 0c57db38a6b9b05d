"""PgBouncer before PostgreSQL: the address at which Druid finds its database, turned from one node to another by its operator."""
import os
import shutil
import signal
import subprocess

from .postgresql import DRUID_PASSWORD, DRUIDWATCH_PASSWORD, SUPERUSER, binaries
from .server import Server


class PgBouncer(Server):
    """A pool for the database druid of one of the `nodes`, at first of the first."""

    farewell = signal.SIGINT  # SIGTERM ends it at once, with sessions in mid-air

    def __init__(self, lab, nodes, name="pgbouncer"):
        super().__init__(lab, name)
        self.port = lab.port(name)
        self.address = f"127.0.0.1:{self.port}"
        self.target = nodes[0]
        self.user = SUPERUSER if os.getuid() == 0 else None  # it refuses to run as root

    def command(self):
        return [shutil.which("pgbouncer", path="/usr/sbin:" + os.environ.get("PATH", "")) or "pgbouncer", self.folder / "pgbouncer.ini"]

    def prepare(self):
        (self.folder / "users").write_text(f'"druid" "{DRUID_PASSWORD}"\n"druidwatch" "{DRUIDWATCH_PASSWORD}"\n')
        (self.folder / "pgbouncer.ini").write_text(f"""\
[databases]
druid = host=127.0.0.1 port={self.target.port} dbname=druid
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {self.port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = {self.folder}/users
pool_mode = session
""")

    def ready(self):
        done = subprocess.run([binaries() / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.port)], check=False)
        return done.returncode == 0

    def point_at(self, node):
        """For sessions that begin from now on."""
        self.target = node
        self.prepare()
        self.process.signal_alone(signal.SIGHUP)
        return self
