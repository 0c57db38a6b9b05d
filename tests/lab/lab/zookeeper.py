"""A ZooKeeper member, and the ensemble that it votes in."""
import re
from pathlib import Path

from . import ask, wait
from .place import in_parallel
from .server import Server

DEBIAN_JARS = Path("/usr/share/java")
SERVING = ("leader", "follower", "observer", "standalone")


def default_classpath():
    """Debian's ZooKeeper names the jars it needs in its manifest; only a log to write to is missing there."""
    return f"{DEBIAN_JARS}/zookeeper.jar:{DEBIAN_JARS}/slf4j-simple.jar"


class ZooKeeper(Server):
    """`settings` overrides lines of zoo.cfg; a setting of None leaves its line out."""

    def __init__(self, lab, name, number=1, members=None, classpath=None, settings=None):
        super().__init__(lab, name)
        self.number = number
        self.classpath = classpath or default_classpath()
        self.settings = settings or {}
        self.members = members or {}
        self.port = lab.port(name)
        self.address = f"127.0.0.1:{self.port}"

    def prepare(self):
        data = self.folder / "data"
        data.mkdir(exist_ok=True)
        (data / "myid").write_text(f"{self.number}\n")
        lines = {
            "tickTime": 2000, "initLimit": 10, "syncLimit": 5, "dataDir": data,
            "clientPort": self.port, "clientPortAddress": "127.0.0.1", "maxClientCnxns": 0,
            "admin.enableServer": "false", "4lw.commands.whitelist": "srvr,mntr,conf,ruok,isro",
            **{f"server.{number}": address for number, address in self.members.items()},
            **self.settings,
        }
        (self.folder / "zoo.cfg").write_text("".join(f"{key}={value}\n" for key, value in lines.items() if value is not None))

    def command(self):
        return ["java", "-Xmx96m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Dzookeeper.extendedTypesEnabled=true",
                "-Dorg.slf4j.simpleLogger.showDateTime=true", "-Dorg.slf4j.simpleLogger.dateTimeFormat=HH:mm:ss.SSS",
                "-cp", self.classpath, "org.apache.zookeeper.server.quorum.QuorumPeerMain", self.folder / "zoo.cfg"]

    def ready(self):
        return self.mode() in SERVING

    def word(self, word, timeout=2.0):
        return ask.talk(self.port, word, timeout)

    def mode(self):
        """leader, follower, ..., or None when it does not serve or does not answer."""
        try:
            found = re.search(r"^Mode: (\S+)", self.word("srvr"), re.MULTILINE)
        except OSError:
            return None
        return found and found[1]


class Ensemble:
    """Members zk1, zk2, ... that elect a leader among them; of one alone, a standalone server."""

    def __init__(self, lab, members=3, prefix="zk", classpath=None, settings=None):
        names = [f"{prefix}{number}" for number in range(1, members + 1)]
        peers = {}
        if members > 1:
            peers = {number: f"127.0.0.1:{lab.port(name + '-quorum')}:{lab.port(name + '-election')}"
                     for number, name in enumerate(names, 1)}
        self.members = [ZooKeeper(lab, name, number, peers, classpath, settings) for number, name in enumerate(names, 1)]

    def start(self):
        for member in self.members:
            member.start()
        return self

    def await_ready(self, seconds=60):
        in_parallel([lambda member=member: member.await_ready(seconds) for member in self.members if member.running])
        return self

    def kill(self):
        """All at once, so that no election slips in between."""
        processes = [member.process for member in self.members]
        for process in filter(None, processes):
            process.signal_alone(9)
        for process in filter(None, processes):
            process.end()
        return self

    def leader(self):
        return next((member for member in self.members if member.mode() in ("leader", "standalone")), None)

    def followers(self):
        return [member for member in self.members if member.mode() == "follower"]

    def await_leader(self, seconds=30):
        return wait.until(self.leader, seconds, "the ZooKeeper ensemble has a leader")

    @property
    def connect_string(self):
        return ",".join(member.address for member in self.members)
