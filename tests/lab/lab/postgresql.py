"""PostgreSQL, one node: primary or standby, whole or in one of the states in which it only looks so."""
import os
import pwd
import re
import shutil
import signal
import subprocess
from pathlib import Path

from . import wait
from .client import Client
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
    """One node. It comes to life as a primary by `initialize`, or as a standby by `follow`. `programs`: the folder of another
    version's than Debian's."""

    farewell = signal.SIGINT  # SIGTERM would wait until every client has gone by itself

    def __init__(self, lab, name, settings=None, programs=None):
        super().__init__(lab, name)
        self.port = lab.port(name)
        self.address = f"127.0.0.1:{self.port}"
        self.programs = programs or binaries()
        self.data = self.folder / "data"
        self.settings = settings or {}
        self.user = SUPERUSER if os.getuid() == 0 else None  # it refuses to run as root
        if self.user:
            account = pwd.getpwnam(self.user)
            os.chown(self.folder, account.pw_uid, account.pw_gid)

    def command(self):
        return [self.programs / "postgres", "-D", self.data, "-p", self.port]

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
        own = self.programs / program
        return self._run_any(own if own.exists() else binaries() / program, *arguments, check=check)

    def _run_any(self, program, *arguments, check=True):
        options = {"user": self.user, "group": self.user, "extra_groups": []} if self.user else {}
        done = subprocess.run([str(program), *map(str, arguments)], cwd=self.folder, text=True, timeout=120,
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

    def initialize(self, alike=True):
        """A new, empty cluster with the roles that Druid and druidwatch log in with; running when this returns."""
        if self.data.exists():
            return self.start()
        if alike:
            self._run_any("cp", "-R", self._empty(), self.data)
        else:
            self._initdb(self.data)
        self._configure()
        self.start().await_ready()
        self.script(ROLES)
        return self

    def begin_anew(self):
        """Its data is gone, and it is a primary of a history that nobody shares."""
        self.kill()
        shutil.rmtree(self.data)
        return self.initialize(alike=False)

    def _empty(self):
        """Made once in a lab and copied: so all of a version have one system identifier there, as restored clones have."""
        empty = self.lab.folder("postgresql-empty") / self.programs.parent.name
        with self.lab.making:
            if not empty.exists():
                self._initdb(self.folder / "empty")
                (self.folder / "empty").rename(empty)
        return empty

    def _initdb(self, folder):
        # Of a megabyte each, or every little database would have 16 of log.
        self._run("initdb", "-D", folder, "-U", SUPERUSER, "--auth=trust", "--no-sync", "--no-locale", "-E", "UTF8", "--wal-segsize=1")

    def configure(self, **settings):
        """Read at the next start; `alter` is for a running one."""
        with open(self.data / "postgresql.conf", "a") as file:
            file.writelines(f"{key} = '{value}'\n" for key, value in settings.items())
        return self

    def alter(self, **settings):
        for key, value in settings.items():
            self.query(f"ALTER SYSTEM SET {key} = '{value}'")
        self.query("SELECT pg_reload_conf()")
        return self

    def _configure(self):
        version = int(re.search(r"\d+", self._run("postgres", "--version").stdout)[0])
        kept = {"wal_keep_size": "128MB"} if version >= 13 else {"wal_keep_segments": 128}
        settings = {"listen_addresses": "127.0.0.1", "unix_socket_directories": "", "shared_buffers": "16MB",
                    "max_connections": 100, "fsync": "off", "password_encryption": "scram-sha-256", **kept,
                    "wal_retrieve_retry_interval": "1s",
                    # By default a standby takes a minute to notice that its primary froze.
                    "wal_receiver_timeout": "5s",
                    "cluster_name": self.name, **self.settings}
        self.configure(**settings)
        (self.data / "pg_hba.conf").write_text(HOST_BASED_AUTHENTICATION)

    def follow(self, upstream, through=None, slot=True):
        """Becomes a streaming standby of `upstream`, whatever it was before; `through` a path if there is one."""
        self.kill()
        if self.data.exists():
            shutil.rmtree(self.data)
        name = self.slot
        upstream.query(f"SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = '{name}'")
        if (self.programs / "pg_basebackup").exists():
            # A checkpoint that is not "fast" may take its time by minutes.
            self._run("pg_basebackup", "-d", self._way_to(through or upstream), "-D", self.data, "-R",
                      *(["-C", "-S", name] if slot else []), "-X", "stream", "-c", "fast", "--no-sync")
        else:
            self._copy(upstream, through, name)
        self.configure(cluster_name=self.name, **self.settings)
        self.start().await_ready()
        return self

    def _copy(self, upstream, through, slot):
        """While it is stopped: an older pg_basebackup than the server will not do."""
        upstream.terminate()
        self._run_any("cp", "-R", upstream.data, self.data)
        upstream.start().await_ready()
        upstream.query(f"SELECT pg_create_physical_replication_slot('{slot}', true)")
        self.configure(primary_conninfo=self._way_to(through or upstream), primary_slot_name=slot)
        self._standby_signal.touch()

    def follow_as_it_is(self, upstream):
        """As a careless operator lets an old primary rejoin: with whatever it has written meanwhile."""
        self.kill()
        self.configure(primary_conninfo=self._way_to(upstream), recovery_target_timeline="latest")
        self._standby_signal.touch()
        return self.start()

    def turn_to(self, upstream):
        """Of a running standby: it streams from another one from now on."""
        return self.alter(primary_conninfo=self._way_to(upstream), primary_slot_name="")

    def lead(self):
        """Primary again with what it has, if it was made a standby without being rebuilt."""
        if self._standby_signal.exists():
            self.kill()
            self._standby_signal.unlink()
        return self.start()

    @property
    def slot(self):
        return self.name.replace("-", "_")

    @property
    def _standby_signal(self):
        return self.data / "standby.signal"

    def _way_to(self, server):
        return f"host=127.0.0.1 port={server.port} user={SUPERUSER} application_name={self.name}"

    def promote(self):
        self._run("pg_ctl", "promote", "-w", "-D", self.data)
        return self

    def write(self, megabytes=0.001):
        """That much of log, in transactions of a megabyte at most; each waits for a synchronous standby, if it must."""
        for part in range(max(1, round(megabytes))):
            self.query(f"SELECT length(pg_logical_emit_message(true, 'lab', repeat('x', {int(1e6 * min(1, megabytes))}))::text)")
        return self

    def session(self, name, statement="SELECT pg_sleep(3600)", port=None):
        """A client, Druid, that holds a session for as long as the statement takes; at another `port` if there is a way there."""
        words = f"host=127.0.0.1 port={port or self.port} user=druid dbname=druid application_name={name}"
        return Client(self.lab, f"{self.name}-{name}", [binaries() / "psql", "-XAtq", words, "-c", statement],
                      {"PGPASSWORD": DRUID_PASSWORD})

    def sessions(self, user):
        return int(self.query(f"SELECT count(*) FROM pg_stat_activity WHERE usename = '{user}'"))

    def hang_up(self, user):
        """Its sessions end; of one whose client was killed the server would learn only when its statement is through."""
        self.query(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{user}'")
        return self

    def child(self, title):
        """The process that this server calls so, as "walreceiver" or "startup"."""
        def titled(process):
            with open(f"/proc/{process.pid}/cmdline", "rb") as file:
                return f"{title} ".encode() in file.read().replace(b"\0", b" ")
        return wait.until(lambda: next(filter(titled, self.process.family()[1:]), None), 10, f"{self.name} has a {title}")

    def log_position(self):
        """The end of its log, or of a standby's: of what it has received; in bytes."""
        return int(self.query("SELECT (CASE WHEN pg_is_in_recovery() THEN greatest(pg_last_wal_receive_lsn(), "
                              "pg_last_wal_replay_lsn()) ELSE pg_current_wal_lsn() END - '0/0'::pg_lsn)::bigint"))

    @property
    def is_primary(self):
        return self.query("SELECT NOT pg_is_in_recovery()") == "t"

    def streams_from(self, upstream):
        return upstream.query(f"SELECT count(*) FROM pg_stat_replication WHERE application_name = '{self.name}' AND "
                              "state = 'streaming'") == "1"
