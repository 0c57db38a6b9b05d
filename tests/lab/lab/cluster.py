"""A whole Druid cluster as it runs in production: ZooKeeper ensemble, replicated metadata store behind one address, masters
that can take over from each other, Brokers behind a balancer, a Router."""
from . import wait, yaml, znodes
from .agent import Agent, password_file
from .artifacts import druid_classpath
from .druid import Broker, Historical, Master, Router, shared_properties
from .haproxy import Balancer, Endpoint
from .path import Path
from .place import Lab, in_parallel
from .replication import Replication
from .tls import Authority, DruidTls
from .vantage import Vantage
from .zookeeper import Ensemble

ROLES = {"coordinator": "/druid/coordinator/_COORDINATOR", "overlord": "/druid/overlord/_OVERLORD"}


class DruidCluster:
    """Without a `root` it lives in a temporary folder. A lasting one is opened again by its root alone: its shape is remembered.
    With `tls`, Druid's processes answer by mutual TLS; masters, and only they, by plain text at another port, too."""

    def __init__(self, root=None, *, zookeepers=3, masters=2, brokers=2, router=True, historical=False, standbys=1,
                 session_timeout_ms=6000, watched_through_paths=False, tls=False, agent_port=None, lasting=False, name="lab"):
        self.lab = lab = Lab(root, lasting=lasting)
        self.root = lab.root
        shape = dict(zookeepers=zookeepers, masters=masters, brokers=brokers, router=router, historical=historical,
                     standbys=standbys, session_timeout_ms=session_timeout_ms, watched_through_paths=watched_through_paths,
                     tls=tls, agent_port=agent_port, name=name)
        shape = lab.remembered().get("shape", shape)
        self.name, self.session_timeout = shape["name"], shape["session_timeout_ms"] / 1000

        self.ensemble = Ensemble(lab, shape["zookeepers"])
        self.zookeepers = self.ensemble.members
        self.replication = Replication(lab, shape["standbys"])
        self.endpoint = Endpoint(lab, self.replication.nodes)
        shared = shared_properties(lab.folder("storage"), self.ensemble.connect_string, f"127.0.0.1:{self.endpoint.port}",
                                   shape["session_timeout_ms"])
        # A master's way to ZooKeeper is its own, so that one can be cut off while the other is not; and the first Broker's is.
        masters = [f"master{number}" for number in range(1, shape["masters"] + 1)]
        brokers = [f"broker{number}" for number in range(1, shape["brokers"] + 1)]
        self.zookeeper_paths = {name: Path(lab, f"path-{name}-zk", [member.port for member in self.zookeepers])
                                for name in masters + brokers[:1]}

        def with_own_path(name):
            path = self.zookeeper_paths.get(name)
            return {**shared, "druid.zk.service.host": path.connect_string} if path else shared

        self.tls = tls = DruidTls(Authority(lab)) if shape["tls"] else None
        others = {"tls": tls, "plaintext": not tls}
        self.masters = [Master(lab, name, with_own_path(name), tls=tls) for name in masters]
        self.brokers = [Broker(lab, name, with_own_path(name), **others) for name in brokers]
        self.routers = [Router(lab, "router", shared, **others)] if shape["router"] else []
        self.historicals = [Historical(lab, "historical", shared, **others)] if shape["historical"] else []
        self.balancer = Balancer(lab, self.brokers, tls=tls)
        self.vantage = None
        self.agent_ports = {"druidwatch": shape["agent_port"] or lab.port("druidwatch"), "druidwatch2": lab.port("druidwatch2")}
        if shape["watched_through_paths"]:
            targets = {**self.targets(), **{name: lab.port(name) for name in ("alertmanager", "alertmanager2", "webhook")}}
            self.vantage = Vantage(lab, targets, self.agent_ports.values())
        lab.remember(shape=shape)

    def __enter__(self):
        return self.start().await_ready()

    def __exit__(self, *_):
        self.down()

    # life

    @property
    def druids(self):
        return self.masters + self.brokers + self.routers + self.historicals

    @property
    def paths(self):
        return [*self.zookeeper_paths.values(), *self.replication.paths.values()]

    @property
    def _vantages(self):
        return [self.vantage] if self.vantage else []

    def targets(self):
        """Everything that druidwatch may be told to watch, by name."""
        return {server.name: server.port for server in
                [*self.zookeepers, *self.replication.nodes, self.endpoint, *self.druids, self.balancer]}

    def start(self):
        """Whatever does not run yet. Druid's processes take so long until they need a database that they can start with it."""
        try:
            druid_classpath()  # fetched before anything runs that would have to be ended if that fails
            in_parallel([self.ensemble.start, self.replication.start, self.endpoint.start, self.balancer.start,
                         *(path.start for path in self.zookeeper_paths.values()),
                         *(vantage.start for vantage in self._vantages)])
            for druid in self.druids:
                druid.start()
        except BaseException:
            self.lab.end()
            raise
        self.lab.remember()  # the ports by now
        return self

    def await_ready(self, seconds=120):
        try:
            in_parallel([*(lambda server=server: server.await_ready(seconds) for server in
                           [*self.zookeepers, *self.replication.nodes, *self.paths, self.endpoint, self.balancer, *self.druids,
                            *self._vantages]),
                         lambda: self.replication.await_streaming(seconds)])
            self.await_settled(30)
            self.balancer.await_rotation()
        except BaseException:
            if not self.lab.lasting:
                self.lab.end()
            raise
        return self

    def down(self):
        """With its folder, if that is a temporary one."""
        self.lab.__exit__()

    # who leads

    def leaders(self, role="coordinator"):
        """The masters that say that they lead."""
        return [master for master in self.masters if master.running and not master.frozen and master.leads(role)]

    def leader(self, role="coordinator", seconds=60):
        return wait.until(lambda: self.leaders(role), seconds, f"a master leads as {role}", poll=0.1)[0]

    def standbys(self, role="coordinator"):
        leader = self.leader(role)
        return [master for master in self.masters if master is not leader]

    def candidates(self, role="coordinator"):
        """URLs in the role's latch, the leader's first."""
        member = self.ensemble.await_leader()
        return znodes.latch(member.port, ROLES[role])

    def settled(self):
        """Every master stands in both latches once, and who leads each is who stands first there."""
        for role in ROLES:
            standing = self.candidates(role)
            if sorted(standing) != sorted(master.url for master in self.masters):
                return False
            if [leader.url for leader in self.leaders(role)] != standing[:1]:
                return False
        return True

    def await_settled(self, seconds=60):
        wait.until(self.settled, seconds, "each master is a candidate, and one leads", poll=0.2)
        return self

    def false_leaders(self):
        """Masters that say that they lead, beside another that does, and stand in that role's latch no more."""
        found = []
        for role in ROLES:
            leaders = self.leaders(role)
            if len(leaders) > 1:
                standing = self.candidates(role)
                found += [leader for leader in leaders if leader.url not in standing and leader not in found]
        return found

    # back to normal

    def repair(self):
        """Undoes everything that faults.py can do, in an order in which one thing finds the other."""
        lost_zookeeper = sum(member.running and not member.frozen for member in self.zookeepers) <= len(self.zookeepers) // 2
        for server in [*self.zookeepers, self.endpoint, self.balancer, *self.paths, *self._vantages]:
            server.thaw().start()
        for path in self.paths:
            path.await_ready().heal()
        if self.vantage:
            self.vantage.await_ready().heal()
        self.ensemble.await_ready()
        self.replication.repair()
        self.endpoint.await_ready().point_at(self.replication.first)
        for druid in self.druids:
            druid.come_back()
        self.balancer.await_ready()
        in_parallel([druid.await_ready for druid in self.druids])
        self.balancer.await_rotation()
        self._settle(lost_zookeeper)
        return self

    def _settle(self, lost_zookeeper):
        """After an outage of ZooKeeper, Druid 33's masters may each believe to lead for good, or not stand in a latch any more.
        Those are restarted. All may look well until the places in the latch that date from before have expired."""
        for _ in range(3):
            wait.perhaps(lambda: self.settled() or self.false_leaders(), 2 * self.session_timeout + 5, 0.2)
            try:
                wait.stays(self.settled, self.session_timeout + 3 if lost_zookeeper else 0.1, "the masters' agreement", 0.2)
                return
            except AssertionError:
                missing = [master for master in self.masters
                           if any(master.url not in self.candidates(role) for role in ROLES)]
                misled = self.false_leaders() or missing or self.masters
                in_parallel([master.kill for master in misled])
                in_parallel([master.start().await_ready for master in misled])
        self.await_settled()

    # for druidwatch

    def agent(self, configuration, flags=(), name="druidwatch", binary=None):
        """druidwatch, or as druidwatch2 a second one, that watches this cluster from where it shall be watched from."""
        return Agent(self.lab, configuration, flags, name, binary, self.agent_ports[name], self.vantage)

    def druidwatch_config(self, alertmanagers=(), cluster=None, **overrides):
        """The configuration with which druidwatch watches this cluster, as YAML. `cluster` is merged into the cluster's section,
        `overrides` into the top level; None takes an entry out."""
        words = "dbname=druid user=druidwatch"
        section = {
            "name": self.name,
            "zookeeper": {"ensemble": [member.address for member in self.zookeepers], "base_path": "/druid"},
            "metadata_store": {
                "kind": "postgresql",
                "nodes": [f"host=127.0.0.1 port={node.port} {words}" for node in self.replication.nodes],
                "password_file": str(password_file(self.root)),
                "endpoint": f"host=127.0.0.1 port={self.endpoint.port} {words}",
                "druid_user": "druid",
            },
            "druid": {
                "coordinators": [master.url for master in self.masters],
                "brokers": [broker.url for broker in self.brokers],
                **({"routers": [router.url for router in self.routers]} if self.routers else {}),
                "load_balancers": [self.balancer.url],
                **({"tls": self.tls.section()} if self.tls else {}),
            },
        }
        document = {"clusters": [merged(section, cluster or {})]}
        if alertmanagers:
            document["alerting"] = {"alertmanagers": list(alertmanagers)}
        return yaml.dump(merged(document, overrides))


def merged(document, changes):
    """`document` with `changes` laid over it, all the way down; a change to None removes."""
    result = dict(document)
    for key, value in changes.items():
        if value is None:
            result.pop(key, None)
        elif isinstance(value, dict) and isinstance(result.get(key), dict):
            result[key] = merged(result[key], value)
        else:
            result[key] = value
    return result
