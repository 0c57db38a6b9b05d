"""What can go wrong with Druid's masters."""
import time

from . import wait
from .fault import fault, freeze, kill
from .wait import NotInTime


@fault("leader", "The master that leads as Coordinator is killed; another takes over when its ZooKeeper session has ended.",
       "NodeDown", "master")
def leader(cluster):
    return kill(cluster.leader())


@fault("masters", "All masters are killed: nobody coordinates, and nobody takes tasks.", "NoneServing", "master")
def masters(cluster):
    return kill(*cluster.masters)


@fault("leader-terminated", "The leading master ends in good order: another leads at once.", "NodeDown", "master")
def leader_terminated(cluster):
    leader = cluster.leader().terminate()
    return [leader.name]


@fault("leader-frozen", "The leading master is frozen: another takes over, and after a thaw the old one may still say that it leads.",
       "NodeDown", "master")
def leader_frozen(cluster):
    return freeze(cluster.leader())


@fault("leader-cut", "The leading master is cut off from ZooKeeper alone, by silence: it gives up, and another takes over.",
       "NoStandby", "coordinator", "overlord")
def leader_cut(cluster):
    leader = cluster.leader()
    cluster.zookeeper_paths[leader.name].black_hole()
    return [leader.name]


@fault("leader-reset", "The leading master's connections to ZooKeeper are reset and refused: it gives up, and another takes over.",
       "NoStandby", "coordinator", "overlord")
def leader_reset(cluster):
    leader = cluster.leader()
    cluster.zookeeper_paths[leader.name].cut()
    return [leader.name]


@fault("database-and-leader", "The metadata store is gone when the leading master dies: no Overlord can begin, and the next Coordinator "
       "leads and does nothing.", "NoLeader", "overlord")
def database_and_leader(cluster):
    return kill(cluster.replication.first) + kill(cluster.leader())


@fault("standby-elsewhere", "The standby is restarted with another metadata store: a failover would lose all that Druid knows.",
       "ConfigurationDiverges", "master")
def standby_elsewhere(cluster):
    standby = cluster.standbys()[0]
    primary = cluster.replication.first
    if not primary.query("SELECT 1 FROM pg_database WHERE datname = 'elsewhere'"):
        primary.query("CREATE DATABASE elsewhere OWNER druid")
    standby.stray({"druid.metadata.storage.connector.connectURI": f"jdbc:postgresql://127.0.0.1:{cluster.endpoint.port}/elsewhere"})
    return [standby.name]


@fault("standby-apart", "The standby is restarted with another base path in ZooKeeper: there it leads, beside the true leader.",
       "ConfigurationDiverges", "master")
def standby_apart(cluster):
    standby = cluster.standbys()[0].stray({"druid.zk.paths.base": "/apart"})
    return [standby.name]


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
        if wait.perhaps(lambda: any(_twice_two(cluster, role) for role in ("coordinator", "overlord")), 3 * cluster.session_timeout + 5):
            return [master.name for master in cluster.false_leaders()]
        cluster.repair()
    raise NotInTime("Druid kept to one leader three times in a row")


def _twice_two(cluster, role):
    """Two that lead for a second: a hand-over looks like it for a moment."""
    try:
        wait.stays(lambda: len(cluster.leaders(role)) > 1, 1.0, "two leaders")
        return True
    except AssertionError:
        return False
