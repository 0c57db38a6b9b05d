"""MySQL 5.6, the one that a package registry has: a primary and replicas by GTID. For the extended suite."""
import shutil

from . import npm
from .mariadb import REPLICATION_PASSWORD, ROLES, SMALL, MariaDB, MariaReplication

MONITORING = "GRANT REPLICATION CLIENT, PROCESS ON *.* TO druidwatch; GRANT SELECT ON performance_schema.* TO druidwatch;"


class MySQL(MariaDB):
    roles = "DELETE FROM mysql.user WHERE user = ''; FLUSH PRIVILEGES;" + ROLES.replace(
        "GRANT SLAVE MONITOR, PROCESS ON *.* TO druidwatch;", MONITORING)

    def command(self):
        return [npm.mysql(self.lab) / "mysqld", *super().command()[1:]]

    def environment(self):
        return {"LD_LIBRARY_PATH": str(npm.mysql(self.lab))}

    def lay_data(self):
        shutil.copytree(npm.mysql(self.lab) / "data" / "mysql", self.data)
        (self.data / "auto.cnf").unlink()  # it holds who the server is

    def base_settings(self):
        mariadbs = {"gtid_strict_mode", "rpl_semi_sync_slave_enabled", *(key for key in SMALL if key.startswith("aria"))}
        return {**{key: value for key, value in super().base_settings().items() if key not in mariadbs},
                "lc_messages_dir": npm.mysql(self.lab) / "share", "gtid_mode": "ON", "enforce_gtid_consistency": 1,
                "innodb_log_file_size": "5M"}

    def follow(self, upstream, connection="", through=None):
        self.kill()
        shutil.rmtree(self.data, ignore_errors=True)
        self.read_only = True
        self.start().await_ready()
        self.query(f"CHANGE MASTER TO MASTER_HOST='127.0.0.1', MASTER_PORT={(through or upstream).port}, MASTER_USER='replica', "
                   f"MASTER_PASSWORD='{REPLICATION_PASSWORD}', MASTER_AUTO_POSITION=1, MASTER_CONNECT_RETRY=1; START SLAVE")
        return self

    def promote(self):
        self.read_only = False
        self.query("STOP SLAVE; RESET SLAVE ALL; SET GLOBAL read_only = 0")
        return self

    def stop_replication(self, thread="", connection=""):
        self.query(f"STOP SLAVE {thread}")
        return self

    def start_replication(self, thread="", connection=""):
        self.query(f"START SLAVE {thread}")
        return self

    def replication(self):
        """By connection, of which it has one at most."""
        rows = [line.strip().partition(": ") for line in self.query("SHOW SLAVE STATUS", layout="--vertical").splitlines()]
        told = {key: value for key, _, value in rows}
        return {"": told} if "Slave_IO_Running" in told else {}


class MySQLReplication(MariaReplication):
    server = MySQL

    def _caught_up(self, node):
        return node.query("SELECT @@gtid_executed") == self.first.query("SELECT @@gtid_executed")

    def _astray(self, node):
        return not self._caught_up(node)
