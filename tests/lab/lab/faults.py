"""What can go wrong with a cluster, by name. Every one is real; `DruidCluster.repair` undoes them all."""
import signal

from . import master_faults  # noqa: F401 they are faults, too
from .fault import FAULTS, Fault, NotPossible, fault, freeze, kill

__all__ = ["FAULTS", "Fault", "NotPossible"]


# ZooKeeper

@fault("zookeeper", "One ZooKeeper member, a follower, is killed: the quorum holds, and the next loss would end it.",
       "MemberDown", "zookeeper")
def zookeeper(cluster):
    cluster.ensemble.await_leader()
    return kill((cluster.ensemble.followers() or cluster.zookeepers)[0])


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
    return kill(*victims)


@fault("quorum-frozen", "A majority of ZooKeeper is frozen: its ports are open, and nothing answers.", "QuorumLost", "zookeeper")
def quorum_frozen(cluster):
    return freeze(*_quorum_breakers(cluster))


# metadata store

@fault("primary", "The primary of the metadata store is killed, and nobody promotes its standby.", "NoPrimary", "metadata")
def primary(cluster):
    return kill(cluster.replication.first)


@fault("primary-frozen", "The primary of the metadata store is frozen: it accepts connections and answers none.",
       "NodeDown", "metadata")
def primary_frozen(cluster):
    return freeze(cluster.replication.first)


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


@fault("database-left-behind", "The standby is promoted, and Druid's database comes back as its standby: Druid follows the old one.",
       "EndpointNotPrimary", "metadata")
def database_left_behind(cluster):
    left, successor = cluster.replication.first, _standby(cluster)
    left.terminate()  # in good order, so that the standby has all of it
    successor.promote()
    left.follow_as_it_is(successor).await_ready()
    return [left.name, successor.name]


# Brokers and what stands before them

@fault("broker", "One Broker is killed: the other serves alone.", "NodeDown", "broker")
def broker(cluster):
    return kill(cluster.brokers[0])


@fault("brokers", "All Brokers are killed: no query is answered.", "NoneServing", "broker")
def brokers(cluster):
    return kill(*cluster.brokers)


@fault("broker-frozen", "One Broker is frozen: it accepts connections and answers none.", "NodeDown", "broker")
def broker_frozen(cluster):
    return freeze(cluster.brokers[0])


@fault("brokers-frozen", "All Brokers are frozen.", "NoneServing", "broker")
def brokers_frozen(cluster):
    return freeze(*cluster.brokers)


@fault("broker-behind", "One Broker is cut off from ZooKeeper, then a Historical ends: the Broker still counts on it.",
       "ViewDiverges", "broker")
def broker_behind(cluster):
    if not cluster.historicals:
        raise NotPossible("this lab has no Historical")
    cluster.zookeeper_paths[cluster.brokers[0].name].black_hole()
    cluster.historicals[0].kill()
    return [cluster.brokers[0].name, cluster.historicals[0].name]


@fault("balancer", "The load balancer before the Brokers is killed: they serve, and nobody reaches them.", "Down", "balancer")
def balancer(cluster):
    return kill(cluster.balancer)


# the watcher's own way

@fault("unreachable", "druidwatch is cut off: the cluster is well, and not one answer of it arrives.", "Unreachable", "cluster")
def unreachable(cluster):
    if not cluster.vantage:
        raise NotPossible("druidwatch does not watch this lab through paths that could be spoilt")
    cluster.vantage.black_hole(*cluster.targets())
    return list(cluster.targets())
