"""PostgreSQL: a primary and streaming standbys, as Druid's metadata store has them."""
import os
import pwd
import shutil
import subprocess
from pathlib import Path

from . import wait
from .place import in_parallel
from .server import Server

DRUID_PASSWORD = "a metadata store of a lab"
DRUIDWATCH_PASSWORD = "only watching"
SUPERUSER = "postgres"

# Passwords for those who need one in real life; the lab's own hands come in without.
HOST_BASED_AUTHENTICATION = f"""
host all         {SUPERUSER} 127.0.0.1/32 trust
host replication {SUPERUSER} 127.0.0.1/32 trust
host all         all         127.0.0.1/32 scram-sha-256
"""

ROLES = f"""
CREATE ROLE druid LOGIN PASSWORD '{DRUID_PASSWORD}';
CREATE DATABASE druid OWNER druid;
CREATE ROLE druidwatch LOGIN PASSWORD '{DRUIDWATCH_PASSWORD}';
GRANT pg_read_all_stats TO druidwatch;
"""


def binaries():
    """Debian keeps them out of the PATH, a folder per version."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
    if versions:
        return versions[-1].parent
    found = shutil.which("postgres")
    if not found:
        raise RuntimeError("PostgreSQL's server programs are not installed")
    return Path(found).resolve().parent


class PostgreSQL(Server):
    """One node. It comes to life as a primary by `initialize`, or as a standby by `follow`."""

    def __init__(self, lab, name, settings=None):
        super().__init__(lab, name)
        self.port = lab.port(name)
        self.data = self.folder / "data"
        self.settings = settings or {}
        self.user = SUPERUSER if os.getuid() == 0 else None  # it refuses to run as root
        if self.user:
            account = pwd.getpwnam(self.user)
            os.chown(self.folder, account.pw_uid, account.pw_gid)

    def command(self):
        return [binaries() / "postgres", "-D", self.data, "-p", self.port]

    def ready(self):
        return self.query("SELECT 1") == "1"

    def start(self):
        """After a crash, sessions of the old server may hold its shared memory for another moment, and the new one gives up."""
        def stands():
            super(PostgreSQL, self).start()
            return wait.until(lambda: not self.running or self._answers(), 30, f"{self.name} stands up") and self.running

        wait.until(stands, 30, f"{self.name} starts (its log: {self.log})", poll=0.2)
        return self

    def _answers(self):
        code = self._run("pg_isready", "-q", "-h", "127.0.0.1", "-p", self.port, check=False).returncode
        return code in (0, 1)  # accepting, or there but still recovering

    def _run(self, program, *arguments, check=True):
        options = {"user": self.user, "group": self.user, "extra_groups": []} if self.user else {}
        done = subprocess.run([str(binaries() / program), *map(str, arguments)], cwd=self.folder, text=True, timeout=120,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options)
        if check and done.returncode != 0:
            raise ConnectionError(f"{self.name}: {program}: {done.stderr.strip()}")
        return done

    def query(self, statement, database="postgres"):
        """The answer as psql prints it unadorned: columns by |, a row a line. As superuser."""
        return self._run("psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-p", self.port, "-U", SUPERUSER, "-d",
                         database, "-c", statement).stdout.strip()

    def script(self, text):
        for statement in filter(str.strip, text.split(";\n")):
            self.query(statement)

    def initialize(self):
        """A new, empty cluster with the roles that Druid and druidwatch log in with; running when this returns."""
        if self.data.exists():
            return self.start()
        self._run("initdb", "-D", self.data, "-U", SUPERUSER, "--auth=trust", "--no-sync", "--no-locale", "-E", "UTF8")
        self._configure()
        self.start().await_ready()
        self.script(ROLES)
        return self

    def _configure(self):
        settings = {"listen_addresses": "127.0.0.1", "unix_socket_directories": "", "shared_buffers": "16MB",
                    "max_connections": 100, "fsync": "off", "wal_keep_size": "128MB", "wal_retrieve_retry_interval": "1s",
                    # By default a standby takes a minute to notice that its primary froze.
                    "wal_receiver_timeout": "5s",
                    "cluster_name": self.name, **self.settings}
        with open(self.data / "postgresql.conf", "a") as file:
            file.writelines(f"{key} = '{value}'\n" for key, value in settings.items())
        (self.data / "pg_hba.conf").write_text(HOST_BASED_AUTHENTICATION)

    def follow(self, upstream, through=None):
        """Becomes a streaming standby of `upstream`, whatever it was before; `through` a path if there is one."""
        self.kill()
        if self.data.exists():
            shutil.rmtree(self.data)
        slot = self.name.replace("-", "_")
        upstream.query(f"SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = '{slot}'")
        # A checkpoint that is not "fast" may take its time by minutes.
        self._run("pg_basebackup", "-d", f"host=127.0.0.1 port={(through or upstream).port} user={SUPERUSER} "
                  f"application_name={self.name}", "-D", self.data, "-R", "-C", "-S", slot, "-X", "stream", "-c", "fast",
                  "--no-sync")
        with open(self.data / "postgresql.conf", "a") as file:
            file.write(f"cluster_name = '{self.name}'\n")
        self.start().await_ready()
        return self

    def promote(self):
        self._run("pg_ctl", "promote", "-w", "-D", self.data)
        return self

    @property
    def is_primary(self):
        return self.query("SELECT NOT pg_is_in_recovery()") == "t"

    def streams_from(self, upstream):
        return upstream.query(f"SELECT count(*) FROM pg_stat_replication WHERE application_name = '{self.name}' AND "
                              "state = 'streaming'") == "1"


class Replication:
    """pg1, the primary at first, and standbys pg2, pg3, ..., each of which reaches it through a path of its own."""

    def __init__(self, lab, standbys=1, settings=None):
        from .path import Path as TcpPath
        self.nodes = [PostgreSQL(lab, f"pg{number}", settings) for number in range(1, standbys + 2)]
        self.paths = {node.name: TcpPath(lab, f"path-{node.name}-{self.nodes[0].name}", [self.nodes[0].port])
                      for node in self.nodes[1:]}

    @property
    def first(self):
        return self.nodes[0]

    @property
    def standbys(self):
        return self.nodes[1:]

    def start(self):
        self.first.initialize()
        for path in self.paths.values():
            path.start().await_ready()
        in_parallel([lambda node=node: self._start_standby(node) for node in self.standbys])
        return self

    def _start_standby(self, node):
        if node.data.exists():
            node.start()
        else:
            path = self.paths[node.name]
            wait.until(lambda: node._run("pg_isready", "-q", "-h", "127.0.0.1", "-p", path.port, check=False).returncode == 0,
                       10, f"{path.name} passes")
            node.follow(self.first, through=path)

    def await_streaming(self, seconds=60):
        for node in self.standbys:
            wait.until(lambda: node.streams_from(self.first), seconds, f"{node.name} streams from {self.first.name}")
        return self

    def repair(self):
        """Back to the first order, whoever was promoted, killed or cut off: pg1 leads, and the others follow it."""
        for node in self.nodes:
            node.thaw()
        for path in self.paths.values():
            path.start().await_ready().heal()
        self.first.start()
        wait.until(lambda: self.first.is_primary, 60, f"{self.first.name} leads")
        for node in self.standbys:
            node.start().await_ready()
            if node.is_primary:  # it has a history of its own now
                self.paths[node.name].start().await_ready()
                node.follow(self.first, through=self.paths[node.name])
        return self.await_streaming()
