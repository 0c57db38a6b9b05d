"""What can go wrong with a cluster, by name. Every one is real; `DruidCluster.repair` undoes them all."""
import signal
import time
from dataclasses import dataclass
from typing import Callable

from . import wait
from .place import in_parallel
from .wait import NotInTime

FAULTS = {}


@dataclass(frozen=True)
class Fault:
    name: str
    sentence: str
    alert: str  # the name of the alert by which it must be known
    tiers: tuple  # of which one carries that alert
    apply: Callable

    def __call__(self, cluster):
        """Breaks it; returns the names of what was touched, when it is broken."""
        return self.apply(cluster)


class NotPossible(Exception):
    """This lab has not got what the fault needs."""


def fault(name, sentence, alert, *tiers):
    def keep(function):
        FAULTS[name] = Fault(name, sentence, "DruidHa" + alert, tiers, function)
        return function
    return keep


def _kill(*servers):
    in_parallel([server.kill for server in servers])
    return [server.name for server in servers]


def _freeze(*servers):
    for server in servers:
        server.freeze()
    wait.until(lambda: all(server.frozen for server in servers), 5, "they are frozen")
    return [server.name for server in servers]


# masters

@fault("leader", "The master that leads as Coordinator is killed; another takes over when its ZooKeeper session has ended.",
       "NodeDown", "master")
def leader(cluster):
    return _kill(cluster.leader())


@fault("masters", "All masters are killed: nobody coordinates, and nobody takes tasks.", "NoneServing", "master")
def masters(cluster):
    return _kill(*cluster.masters)


@fault("two-leaders", "ZooKeeper is lost for longer than Druid's session timeout and comes back; Druid 33 then has two leaders.",
       "MultipleLeaders", "coordinator", "overlord")
def two_leaders(cluster):
    for _ in range(3):  # one time in seven all goes well
        cluster.await_settled()
        cluster.ensemble.kill()
        # Nothing can be asked while it is away: the sessions end by the clocks of Druid's own clients, after their timeout, and
        # somewhat later than that each has made up its mind to begin a new one.
        time.sleep(2.5 * cluster.session_timeout)
        cluster.ensemble.start().await_ready()
        cluster.ensemble.await_leader()
        try:
            wait.until(lambda: any(_twice_two(cluster, role) for role in ("coordinator", "overlord")),
                       3 * cluster.session_timeout + 5, "two leaders")
            return [master.name for master in cluster.false_leaders()]
        except NotInTime:
            cluster.repair()
    raise NotInTime("Druid kept to one leader three times in a row")


def _twice_two(cluster, role):
    """Two that lead for a second: a hand-over looks like it for a moment."""
    try:
        wait.stays(lambda: len(cluster.leaders(role)) > 1, 1.0, "two leaders")
        return True
    except AssertionError:
        return False


# ZooKeeper

@fault("zookeeper", "One ZooKeeper member, a follower, is killed: the quorum holds, and the next loss would end it.",
       "MemberDown", "zookeeper")
def zookeeper(cluster):
    cluster.ensemble.await_leader()
    return _kill((cluster.ensemble.followers() or cluster.zookeepers)[0])


def _quorum_breakers(cluster):
    """As few followers as it takes, then the leader."""
    cluster.ensemble.await_leader()
    enough = len(cluster.zookeepers) // 2 + 1
    return (cluster.ensemble.followers() + [cluster.ensemble.leader()])[:enough]


@fault("quorum", "A majority of ZooKeeper is killed: nobody can lead, and nobody can be found.", "QuorumLost", "zookeeper")
def quorum(cluster):
    victims = _quorum_breakers(cluster)
    for victim in victims:
        victim.process.signal_alone(signal.SIGKILL)  # all at once
    return _kill(*victims)


@fault("quorum-frozen", "A majority of ZooKeeper is frozen: its ports are open, and nothing answers.", "QuorumLost", "zookeeper")
def quorum_frozen(cluster):
    return _freeze(*_quorum_breakers(cluster))


# metadata store

@fault("primary", "The primary of the metadata store is killed, and nobody promotes its standby.", "NoPrimary", "metadata")
def primary(cluster):
    return _kill(cluster.replication.first)


@fault("primary-frozen", "The primary of the metadata store is frozen: it accepts connections and answers none.",
       "NodeDown", "metadata")
def primary_frozen(cluster):
    return _freeze(cluster.replication.first)


@fault("standby-cut", "The standby is cut off from the primary: it answers, and falls behind.", "ReplicationBroken", "metadata")
def standby_cut(cluster):
    standby = _standby(cluster)
    cluster.replication.paths[standby.name].cut()
    return [standby.name]


@fault("split-brain", "The standby is promoted while the primary lives: two databases take writes.", "SplitBrain", "metadata")
def split_brain(cluster):
    return [_standby(cluster).promote().name]


@fault("endpoint", "The address at which Druid finds its database leads to the standby, which takes no writes.",
       "EndpointNotPrimary", "metadata")
def endpoint(cluster):
    standby = _standby(cluster)
    cluster.endpoint.point_at(standby)
    return [cluster.endpoint.name]


def _standby(cluster):
    if not cluster.replication.standbys:
        raise NotPossible("this lab has no standby of the metadata store")
    return cluster.replication.standbys[0]


# Brokers and what stands before them

@fault("broker", "One Broker is killed: the other serves alone.", "NodeDown", "broker")
def broker(cluster):
    return _kill(cluster.brokers[0])


@fault("brokers", "All Brokers are killed: no query is answered.", "NoneServing", "broker")
def brokers(cluster):
    return _kill(*cluster.brokers)


@fault("broker-frozen", "One Broker is frozen: it accepts connections and answers none.", "NodeDown", "broker")
def broker_frozen(cluster):
    return _freeze(cluster.brokers[0])


@fault("brokers-frozen", "All Brokers are frozen.", "NoneServing", "broker")
def brokers_frozen(cluster):
    return _freeze(*cluster.brokers)


@fault("balancer", "The load balancer before the Brokers is killed: they serve, and nobody reaches them.", "Down", "balancer")
def balancer(cluster):
    return _kill(cluster.balancer)


# the watcher's own way

@fault("unreachable", "druidwatch is cut off: the cluster is well, and not one answer of it arrives.", "Unreachable", "cluster")
def unreachable(cluster):
    if not cluster.vantage:
        raise NotPossible("druidwatch does not watch this lab through paths that could be spoilt")
    cluster.vantage.black_hole(*cluster.targets())
    return list(cluster.targets())
