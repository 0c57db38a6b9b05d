"""Druid clusters of stand-ins, many at once before one real ZooKeeper, each watched as a cluster of its own at its own base path."""
from stage import Agent, Lab, Watched, alerting, identity, yaml
from lab.place import in_parallel
from lab.zookeeper import Ensemble

POLL = 1  # every question of these clusters, also those that are seldom asked
HISTORICAL = "127.0.0.1:8083"  # nobody asks it
PROPERTIES = {"druid.zk.service.sessionTimeoutMs": "2000", "druid.metadata.storage.type": "postgresql",
              "druid.metadata.storage.connector.connectURI": "jdbc:postgresql://db.example:5432/druid"}


def of_a_cluster(alert):
    return f"{alert['druid_cluster']} {identity(alert)}"


def node(url):
    return url.removeprefix("http://")


class StandInStage(Watched):
    """`make` says which stand-ins there are, by the cluster's name; all of a class share ZooKeeper and the agent."""

    identity = staticmethod(of_a_cluster)
    holds = {}  # by the catalog's name
    budget = "3s"

    @classmethod
    def make(cls, lab):
        raise NotImplementedError

    @classmethod
    def watched_as(cls, name, druid):
        """The section `druid` of its cluster."""
        return {key: urls for key, urls in (("coordinators", druid.masters), ("brokers", druid.brokers), ("routers", druid.routers))
                if urls}

    @classmethod
    def announced(cls, name):
        """How it announces itself; see `Registration.announce`."""
        return {}

    @classmethod
    def setUpClass(cls):
        cls.lab = Lab()
        cls.addClassCleanup(cls.lab.__exit__)
        cls.ensemble = Ensemble(cls.lab)
        cls.druids = cls.make(cls.lab)
        in_parallel([server.start for server in cls.lab.servers])
        in_parallel([server.await_ready for server in cls.lab.servers])
        member = cls.ensemble.await_leader()
        for name, druid in cls.druids.items():
            druid.announce(member, f"/{name}", **cls.announced(name))
        cls.agent = Agent(cls.lab, cls.configuration()).start().await_ready(30)

    @classmethod
    def configuration(cls):
        questions = ("master_slow", "duties", "properties", "broker_query", "broker_view", "router_slow")
        return yaml.dump({
            "global": {"failover_budget": cls.budget, "poll": {question: f"{POLL}s" for question in questions}},
            "clusters": [{"name": name,
                          "zookeeper": {"ensemble": [member.address for member in cls.ensemble.members], "base_path": f"/{name}"},
                          "druid": cls.watched_as(name, druid)} for name, druid in cls.druids.items()],
            "alerting": alerting(cls.holds),
        })

    def rows(self, cluster):
        """What the agent says of each node, by tier and node."""
        (known,) = [known for known in self.agent.clusters() if known["name"] == cluster]
        return {(tier["tier"], row["node"]): row for tier in known["tiers"] for row in tier["nodes"]}
