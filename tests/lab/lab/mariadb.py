"""MariaDB: a primary and replicas by GTID, as Druid's metadata store has them."""
import os
import pwd
import shutil
import subprocess

from . import wait
from .client import Client
from .path import Path
from .place import in_parallel
from .postgresql import DRUID_PASSWORD, DRUIDWATCH_PASSWORD
from .server import Server

REPLICATION_PASSWORD = "what a replica logs in with"

ROLES = f"""
CREATE DATABASE druid CHARACTER SET utf8mb4;
CREATE USER druid IDENTIFIED BY '{DRUID_PASSWORD}';
GRANT ALL ON druid.* TO druid;
CREATE USER druidwatch IDENTIFIED BY '{DRUIDWATCH_PASSWORD}';
GRANT SLAVE MONITOR, PROCESS ON *.* TO druidwatch;
CREATE USER replica IDENTIFIED BY '{REPLICATION_PASSWORD}';
GRANT REPLICATION SLAVE ON *.* TO replica;
CREATE TABLE druid.log (number BIGINT AUTO_INCREMENT PRIMARY KEY, text TEXT);
"""

# Small and hasty: nothing of a lab survives a crash of the machine, nor shall it.
SMALL = {"innodb_buffer_pool_size": "16M", "innodb_log_file_size": "4M", "innodb_flush_log_at_trx_commit": 0, "sync_binlog": 0,
         "performance_schema": "OFF", "table_open_cache": 200, "aria_pagecache_buffer_size": "1M", "key_buffer_size": "1M"}


def installed():
    """The server, or None."""
    return shutil.which("mariadbd", path="/usr/sbin:/usr/bin:" + os.environ.get("PATH", ""))


def as_server():
    """The account that it runs as, or None: it refuses to be root."""
    return "mysql" if os.getuid() == 0 else None


def empty_data(lab):
    """A folder with system tables, made once in a lab and copied for every server."""
    folder = lab.folder("mariadb-empty")
    with lab.making:
        if not (folder / "data" / "mysql").exists():
            if user := as_server():
                shutil.chown(folder, user)
            subprocess.run(["mariadb-install-db", "--no-defaults", f"--datadir={folder}/data", "--auth-root-authentication-method=normal",
                            "--skip-test-db", "--skip-name-resolve", "--innodb-log-file-size=4M", *([f"--user={user}"] if user else [])],
                           check=True, stdin=subprocess.DEVNULL, capture_output=True, cwd=folder)
    return folder / "data"


class MariaDB(Server):
    """One server, empty and writable at first; `follow` makes it a replica. Root comes in by the socket, without a password."""

    roles = ROLES

    def __init__(self, lab, name, settings=None):
        super().__init__(lab, name)
        self.port = lab.port(name)
        self.address = f"127.0.0.1:{self.port}"
        self.data, self.socket = self.folder / "data", self.folder / "socket"
        self.settings = settings or {}
        self.read_only = False
        self.user = as_server()
        if self.user:
            os.chown(self.folder, pwd.getpwnam(self.user).pw_uid, -1)

    def command(self):
        return [installed() or "mariadbd", f"--defaults-file={self.folder}/my.cnf"]

    def prepare(self):
        if not self.data.exists():
            self.lay_data()
            if self.user:
                for path in [self.data, *self.data.rglob("*")]:
                    shutil.chown(path, self.user)
        lines = [f"{key} = {value}\n" for key, value in {**self.base_settings(), **self.settings}.items()]
        (self.folder / "my.cnf").write_text("[mysqld]\n" + "".join(lines))

    def lay_data(self):
        shutil.copytree(empty_data(self.lab), self.data)

    def base_settings(self):
        return {
            "datadir": self.data, "port": self.port, "socket": self.socket, "pid_file": self.folder / "mariadbd.pid",
            "tmpdir": self.folder, "bind_address": "127.0.0.1", "skip_name_resolve": 1, "max_connections": 50, **SMALL,
            "server_id": self.port, "report_host": "127.0.0.1", "report_port": self.port,
            "log_bin": "binlog", "log_slave_updates": 1, "gtid_strict_mode": 1, "relay_log": "relay", "binlog_format": "ROW",
            # By default a replica takes a minute to notice that its source froze.
            "slave_net_timeout": 4, "rpl_semi_sync_slave_enabled": 1, "read_only": int(self.read_only),
        }

    def ready(self):
        return self.query("SELECT 1") == "1"

    def query(self, statement, layout="-NBr"):
        """The answer as the client prints it unadorned: columns by tabs, a row a line. As root."""
        done = subprocess.run(["mariadb", "--no-defaults", f"--socket={self.socket}", "-uroot", layout, "mysql", "-e", statement],
                              text=True, stdin=subprocess.DEVNULL, capture_output=True, timeout=60)
        if done.returncode != 0:
            raise ConnectionError(f"{self.name}: {done.stderr.strip()}")
        return done.stdout.strip()

    def initialize(self):
        """The first of a replication, with the roles that Druid and druidwatch log in with; running when this returns."""
        fresh = not self.data.exists()
        self.start().await_ready()
        if fresh:
            self.query(self.roles)
        return self

    def follow(self, upstream, connection="", through=None):
        """Replicates from `upstream` too, over a connection of that name; the unnamed one makes it a replica from scratch."""
        if not connection:
            self.kill()
            shutil.rmtree(self.data, ignore_errors=True)
            self.read_only = True
            self.start().await_ready()
        self.query(f"CHANGE MASTER '{connection}' TO MASTER_HOST='127.0.0.1', MASTER_PORT={(through or upstream).port}, "
                   f"MASTER_USER='replica', MASTER_PASSWORD='{REPLICATION_PASSWORD}', MASTER_USE_GTID=slave_pos, "
                   f"MASTER_CONNECT_RETRY=1; START SLAVE '{connection}'")
        return self

    def promote(self):
        self.read_only = False
        self.query("STOP ALL SLAVES; RESET SLAVE ALL; SET GLOBAL read_only = 0")
        return self

    def stop_replication(self, thread="", connection=""):
        """`thread`: IO_THREAD, which receives, SQL_THREAD, which applies, or both."""
        self.query(f"STOP SLAVE '{connection}' {thread}")
        return self

    def start_replication(self, thread="", connection=""):
        self.query(f"START SLAVE '{connection}' {thread}")
        return self

    def leap(self, upstream):
        """Goes on where the other is now, as an operator may who accepts the hole."""
        self.query("STOP SLAVE")
        self.query(f"SET GLOBAL gtid_slave_pos = '{upstream.query('SELECT @@gtid_binlog_pos')}'; START SLAVE")
        return self

    def write(self, rows=1, sink="druid.log"):
        for _ in range(rows):
            self.query(f"INSERT INTO {sink} (text) VALUES ('written by hand')")
        return self

    def session(self, name, statement="SELECT SLEEP(3600)", user="druid"):
        """A client, druid or root, that holds a session for as long as the statement takes."""
        way = [f"--socket={self.socket}"] if user == "root" else ["-h127.0.0.1", f"-P{self.port}"]
        return Client(self.lab, f"{self.name}-{name}", ["mariadb", "--no-defaults", *way, f"-u{user}", "druid", "-e", statement],
                      {"MYSQL_PWD": DRUID_PASSWORD if user == "druid" else ""})

    def hang_up(self, user):
        """Its sessions end; of one whose client was killed the server would learn only when its statement is through."""
        for number in self.query(f"SELECT id FROM information_schema.processlist WHERE user = '{user}' AND id <> CONNECTION_ID()").split():
            try:
                self.query(f"KILL {number}")
            except ConnectionError as trouble:
                if "Unknown thread id" not in str(trouble):  # it ended meanwhile
                    raise
        return self

    def replication(self):
        """By connection: what SHOW ALL SLAVES STATUS says, by column."""
        rows = self.query("SHOW ALL SLAVES STATUS", layout="--vertical").split("***************************")
        found = {}
        for row in rows:
            fields = dict(part.strip().split(":", 1) for part in row.splitlines() if ":" in part)
            if "Slave_IO_Running" in fields:
                found[fields["Connection_name"].strip()] = {key: value.strip() for key, value in fields.items()}
        return found

    @property
    def replicates(self):
        told = self.replication().values()
        return bool(told) and all((row["Slave_IO_Running"], row["Slave_SQL_Running"]) == ("Yes", "Yes") for row in told)


class MariaReplication:
    """The primary at first, and replicas, each of which reaches it through a path of its own. `delays` of replicas in seconds, by
    number from 2."""

    kind, words = "mysql", "user=druidwatch"
    server = MariaDB

    def __init__(self, lab, replicas=1, settings=None, prefix="maria", delays=None):
        self.nodes = [self.server(lab, f"{prefix}{number}", settings) for number in range(1, replicas + 2)]
        self.delays = {self.nodes[number - 1].name: seconds for number, seconds in (delays or {}).items()}
        self.paths = {node.name: Path(lab, f"path-{node.name}-{self.first.name}", [self.first.port]) for node in self.replicas}

    @property
    def first(self):
        return self.nodes[0]

    @property
    def replicas(self):
        return self.nodes[1:]

    def start(self):
        self.first.initialize()
        in_parallel([lambda node=node: self.build(node) for node in self.replicas])
        return self

    def build(self, node):
        path = self.paths[node.name].start().await_ready()
        node.follow(self.first, through=path)
        if delay := self.delays.get(node.name):  # not before it has the roles
            wait.until(lambda: self._caught_up(node), 30, f"{node.name} has caught up")
            node.query(f"STOP SLAVE; CHANGE MASTER TO MASTER_DELAY={delay}; START SLAVE")

    def await_streaming(self, seconds=60):
        for node in self.replicas:
            wait.until(lambda: node.replicates and (node.name in self.delays or self._caught_up(node)), seconds,
                       f"{node.name} replicates and has caught up")
        return self

    def _caught_up(self, node):
        return node.query("SELECT @@gtid_slave_pos") == self.first.query("SELECT @@gtid_binlog_pos")

    def wait_for_replicas(self, milliseconds):
        """Semi-synchronous from now on: a commit waits for one of them, for so long at most."""
        self.first.query(f"SET GLOBAL rpl_semi_sync_master_timeout = {milliseconds}, GLOBAL rpl_semi_sync_master_enabled = 1")
        for node in self.replicas:
            node.stop_replication("IO_THREAD").start_replication("IO_THREAD")
        wait.until(lambda: self.first.query("SHOW GLOBAL STATUS LIKE 'Rpl_semi_sync_master_clients'").split()[1] == str(len(self.replicas)),
                   20, "every replica acknowledges")
        return self

    def repair(self):
        """Back to the first order; a replica that has gone astray is built anew."""
        for node in self.nodes:
            node.thaw()
        for path in self.paths.values():
            path.start().await_ready().heal()
        if self.first.read_only:
            self.first.promote()
        self.first.start().await_ready()
        in_parallel([lambda node=node: self._repair(node) for node in self.replicas])
        return self.await_streaming()

    def _repair(self, node):
        node.start().await_ready()
        try:
            node.query("START ALL SLAVES")
            back = wait.perhaps(lambda: node.replicates and not self._astray(node), 8)
        except ConnectionError:
            back = False
        if not back:
            self.build(node)

    @staticmethod
    def _astray(node):
        """It has written something itself."""
        return node.query("SELECT @@gtid_current_pos <> @@gtid_slave_pos") == "1"
