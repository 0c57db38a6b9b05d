"""A ZooKeeper member, and the ensemble that it votes in."""
import re
from pathlib import Path

from . import ask, wait, znodes
from .place import in_parallel
from .server import Server

DEBIAN_JARS = Path("/usr/share/java")
SERVING = ("leader", "follower", "observer", "standalone")
WORDS = "srvr,mntr,conf,ruok,isro"

# One that is to be reconfigured names its client address in its server line only, and skips the question who may do so.
RECONFIGURABLE = {"reconfigEnabled": "true", "standaloneEnabled": "false", "skipACL": "yes",
                  "clientPort": None, "clientPortAddress": None}


def default_classpath():
    """Debian's ZooKeeper names the jars it needs in its manifest. Missing there: a log to write to, and what Netty (TLS) and
    Jetty (AdminServer) need in turn."""
    jars = ("zookeeper", "slf4j-simple", "netty-codec", "netty-resolver", "servlet-api")
    return ":".join(f"{DEBIAN_JARS}/{jar}.jar" for jar in jars)


class ZooKeeper(Server):
    """`settings` overrides lines of zoo.cfg, a setting of None leaves its line out; `servers` are its server lines by number, none
    for one that stands alone; `properties` are of its JVM. All of them may be changed while it does not run. `site` is where it
    runs if not simply here: a seat in a network, a disk of its own. `tls` shows the lab in where only TLS gets in.
    """

    def __init__(self, lab, name, number=1, servers=None, classpath=None, settings=None, site=None, tls=None):
        super().__init__(lab, name)
        self.number = number
        self.classpath = classpath or default_classpath()
        self.settings = dict(settings or {})
        self.servers = dict(servers or {})
        self.properties = {}
        self.site, self.tls = site, tls
        self.host = getattr(site, "host", "127.0.0.1")
        self.port = lab.port(name)
        self.address = f"{self.host}:{self.port}"

    @property
    def dynamic(self):
        """Whether it writes its configuration itself, once it has begun."""
        return self.settings.get("reconfigEnabled") == "true"

    def prepare(self):
        data = self.folder / "data"
        data.mkdir(exist_ok=True)
        (data / "myid").write_text(f"{self.number}\n")
        file = self.folder / "zoo.cfg"
        if self.dynamic and file.exists():
            return
        port = "secureClientPort" if self.tls and self.tls.only else "clientPort"
        lines = {
            "tickTime": 2000, "initLimit": 10, "syncLimit": 5, "dataDir": data,
            port: self.port, port + "Address": self.host, "maxClientCnxns": 0,
            "admin.enableServer": "false", "4lw.commands.whitelist": WORDS,
            "forceSync": "no",  # who is killed keeps what the kernel has, and a busy disk syncs for seconds
            **(self.tls.settings if self.tls else {}),
            **{f"server.{number}": line for number, line in self.servers.items()},
            **self.settings,
        }
        file.write_text("".join(f"{key}={value}\n" for key, value in lines.items() if value is not None))

    def command(self):
        java = ["java", "-Xmx96m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Dzookeeper.extendedTypesEnabled=true",
                "-Dzookeeper.jmx.log4j.disable=true",
                "-Dorg.slf4j.simpleLogger.showDateTime=true", "-Dorg.slf4j.simpleLogger.dateTimeFormat=HH:mm:ss.SSS",
                *(f"-D{name}={value}" for name, value in self.properties.items()),
                "-cp", self.classpath, "org.apache.zookeeper.server.quorum.QuorumPeerMain", self.folder / "zoo.cfg"]
        return self.site.inside(java) if self.site else java

    def ready(self):
        if self.settings.get("leaderServes") == "no":  # it may lead by then, and denies to serve for ever
            return self.word("ruok") == "imok"
        return self.mode() in SERVING

    def word(self, word, timeout=2.0):
        return ask.talk(self.port, word, timeout, self.host, self.tls and self.tls.context())

    def mode(self):
        """leader, follower, ..., or None when it does not serve or does not answer."""
        try:
            found = re.search(r"^Mode: (\S+)", self.word("srvr"), re.MULTILINE)
        except OSError:
            return None
        return found and found[1]

    def mntr(self):
        """What it tells of itself, as text by key without the prefix zk_."""
        return dict(re.findall(r"^zk_([^\t\n]+)\t(.*)$", self.word("mntr"), re.MULTILINE))


class Ensemble:
    """Members zk1, zk2, ... that elect a leader among them; of one alone, a standalone server. The last `observers` of them only
    observe. What is said of some by number: `settings_of`, `sites`. A `dynamic` one can be reconfigured by whoever asks."""

    def __init__(self, lab, members=3, prefix="zk", classpath=None, settings=None, *, observers=0, dynamic=False, settings_of=None,
                 sites=None, tls=None):
        names = {number: f"{prefix}{number}" for number in range(1, members + 1)}
        voters = members - observers
        hosts = {number: getattr((sites or {}).get(number), "host", "127.0.0.1") for number in names}
        servers = {}
        for number, name in names.items() if members > 1 else ():
            servers[number] = f"{hosts[number]}:{lab.port(name + '-quorum')}:{lab.port(name + '-election')}"
            if observers:
                servers[number] += ":participant" if number <= voters else ":observer"
            if dynamic:
                servers[number] += f";{hosts[number]}:{lab.port(name)}"
        shared = {**(RECONFIGURABLE if dynamic else {}), **(settings or {})}
        self.members = [ZooKeeper(lab, name, number, servers, classpath,
                                  {**shared, **({"peerType": "observer"} if number > voters else {}),
                                   **(settings_of or {}).get(number, {})}, (sites or {}).get(number), tls)
                        for number, name in names.items()]

    def __getitem__(self, number):
        """The member with this id, as it was when it was made."""
        return self.members[number - 1]

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

    def reconfigure(self, joining="", leaving="", seconds=30):
        """Of a dynamic one; see `znodes.Session.reconfigure`. A leader that leaves ends its reign and with it every session, and
        who shall join has to follow already: so it is tried until it is done."""
        def done():
            with znodes.Session(self.await_leader().port) as session:
                return session.reconfigure(joining, leaving)
        return wait.until(done, seconds, f"{joining or leaving} is reconfigured")

    def write_until(self, condition, seconds=10):
        """Writes kilobytes until `condition` holds: a full disk is noticed by who writes to it."""
        def written():
            with znodes.Session(self.await_leader().port) as session:
                session.create("/written")
                session.write("/written", bytes(10_000))
            return condition()
        wait.until(written, seconds, "what is written has its effect")

    def observers(self):
        return [member for member in self.members if member.mode() == "observer"]

    @property
    def connect_string(self):
        return ",".join(member.address for member in self.members)
