"""Galera: MariaDB servers of which each takes writes, as long as most of them see each other."""
import shutil

from . import wait
from .mariadb import MariaDB
from .place import in_parallel

PROVIDER = "/usr/lib/galera/libgalera_smm.so"

# By default a member takes 5 s to suspect a silent one, and 15 to go on without it.
HASTY = "evs.keepalive_period=PT0.5S;evs.inactive_check_period=PT0.5S;evs.suspect_timeout=PT2S;evs.inactive_timeout=PT5S"


class Member(MariaDB):
    """One of a cluster; whether it begins a new one is told before it starts."""

    def __init__(self, lab, name, settings=None):
        super().__init__(lab, name, settings)
        self.gcomm, self.ist, self.sst = (lab.port(f"{name}-{what}") for what in ("gcomm", "ist", "sst"))
        self.peers = []
        self.begins = False

    def command(self):
        return [*super().command(), *(["--wsrep-new-cluster"] if self.begins else [])]

    def base_settings(self):
        options = (f"gmcast.listen_addr=tcp://127.0.0.1:{self.gcomm};ist.recv_addr=127.0.0.1:{self.ist};gcache.size=8M;"
                   f"base_port={self.gcomm};pc.recovery=no;{HASTY}")
        return {**super().base_settings(), "innodb_autoinc_lock_mode": 2, "wsrep_on": "ON", "wsrep_provider": PROVIDER,
                "wsrep_cluster_name": "lab", "wsrep_node_name": self.name, "wsrep_node_address": f"127.0.0.1:{self.gcomm}",
                "wsrep_cluster_address": "gcomm://" + ",".join(f"127.0.0.1:{peer.gcomm}" for peer in self.peers),
                "wsrep_provider_options": f'"{options}"', "wsrep_sst_method": "rsync",
                "wsrep_sst_receive_address": f"127.0.0.1:{self.sst}"}

    def status(self, name):
        return self.query(f"SHOW GLOBAL STATUS LIKE 'wsrep_{name}'").partition("\t")[2]

    @property
    def synced(self):
        return self.status("local_state_comment") == "Synced" and self.status("cluster_status") == "Primary"


class Galera:
    kind, words = "mysql", "user=druidwatch"

    def __init__(self, lab, members=3, settings=None, prefix="galera"):
        self.nodes = [Member(lab, f"{prefix}{number}", settings) for number in range(1, members + 1)]
        for node in self.nodes:
            node.peers = self.nodes

    @property
    def first(self):
        return self.nodes[0]

    def start(self):
        """The others begin with a copy of the first one's data, and so need none to be sent."""
        if not self.first.data.exists():
            self.first.begins = True
            self.first.initialize().terminate()
            for node in self.nodes[1:]:
                shutil.copytree(self.first.data, node.data)
                for path in [node.data, *node.data.rglob("*")] if node.user else []:
                    shutil.chown(path, node.user)
        self._begin(self.first)
        in_parallel([node.start for node in self.nodes[1:]])
        return self

    def _begin(self, node):
        state = node.data / "grastate.dat"
        state.write_text(state.read_text().replace("safe_to_bootstrap: 0", "safe_to_bootstrap: 1"))
        node.begins = True
        node.start().await_ready()
        node.begins = False

    def whole(self):
        return all(node.synced and node.status("cluster_size") == str(len(self.nodes)) for node in self.nodes)

    def await_streaming(self, seconds=90):
        """Every member is there and has what the others have."""
        if not wait.perhaps(self._gather, seconds, poll=0.2):
            self._begin_anew()
            wait.until(self._gather, seconds, f"{self.first.name} and its {len(self.nodes) - 1} peers are synced", poll=0.2)
        return self

    def _gather(self):
        """Has members try again that found no primary component within half a minute, and so ended (`pc.wait_prim_timeout`);
        tells whether all are there."""
        for node in self.nodes:
            if not node.running:
                node.start()
        return self.whole()

    def _begin_anew(self):
        """Members that lost each other while they gathered may each wait for the others for ever."""
        in_parallel([node.kill for node in self.nodes])
        self._begin(self.first)
        in_parallel([node.start for node in self.nodes[1:]])

    def repair(self):
        for node in self.nodes:
            node.thaw()
        if not any(node.running and self._serves(node) for node in self.nodes):
            self._begin_anew()
        return self.await_streaming()

    @staticmethod
    def _serves(node):
        """Those that were frozen need a moment to find each other again."""
        return wait.perhaps(lambda: node.synced, 10, poll=0.2)
