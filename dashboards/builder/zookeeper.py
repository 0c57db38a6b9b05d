"""ZooKeeper: does it commit, how near is it to losing its quorum, which member holds it up."""
from .limits import MAX_LATENCY_SECONDS, MAX_OUTSTANDING_REQUESTS
from .model import Column, Dashboard, Lines, Query, Section, Stat, Table, Timeline, Unit
from .promql import coded, of_cluster, over
from .shared import headroom, trend, verdicts
from .states import EXACTLY_ONE, MODES, NODE_STATES, PLAIN, YES, above

TIER = "zookeeper"
REFUSED = of_cluster("druid_ha_zookeeper_session_granted")


def number(title: str, description: str, metric: str, width: int = 4) -> Stat:
    return Stat(title=title, description=description, unit=Unit.NUMBER, width=width,
                queries=(Query(f"min({of_cluster(metric)})", title),), steps=PLAIN)


def state() -> Section:
    leaders = of_cluster("druid_ha_leaders", tier=TIER)
    return Section("", (
        Stat(title="Does it commit writes?",
             description="Proved by new sessions, each of which is a committed write; not by what "
                         "mntr says, which a member without a quorum goes on saying.",
             queries=(Query(f"min({of_cluster('druid_ha_zookeeper_quorum')})", "quorum"),),
             unit=Unit.STATE, width=4, states=YES),
        headroom(TIER, 4),
        Stat(title="Leaders", description="Members that say that they lead. During an election "
             "there is none for a second.", queries=(Query(f"max({leaders})", "leaders"),),
             unit=Unit.NUMBER, width=4, steps=EXACTLY_ONE),
        number("Voters that serve", "Voting members that granted a session and serve.",
               "druid_ha_zookeeper_quorum_serving"),
        number("A quorum takes", "How many voters must agree.", "druid_ha_zookeeper_quorum_needed"),
        number("Voters", "Voting members of the ensemble, alive or not; an even number survives no "
               "more than one less.", "druid_ha_zookeeper_quorum_voters"),
    ))


def members() -> Section:
    granted = over("min", REFUSED, "node")
    return Section("Members", (
        Timeline(title="Mode", description="What each member says that it is; a gap where it does "
                 "not say. The agent asks mntr or srvr.",
                 queries=(Query(coded("druid_ha_zookeeper_mode", MODES, "mode", "node"),
                                "{{node}}"),), states=MODES, width=8, height=7),
        Timeline(title="Grants new sessions", description="Whether the member granted the newest "
                 "session that it was asked for, and one that may write.",
                 queries=(Query(granted, "{{node}}"),), states=YES, width=8, height=7),
        Timeline(title="State", description="What all questions to a member tell together.",
                 queries=(Query(coded("druid_ha_node_state", NODE_STATES, "state", "node",
                                      tier=TIER), "{{node}}"),), states=NODE_STATES, width=8,
                 height=7),
    ))


def quorum() -> Lines:
    def count(part: str) -> str:
        return f"min({of_cluster('druid_ha_zookeeper_quorum_' + part)})"

    return Lines(title="Voters over time", description="Those that serve, and those that the "
                 "leader calls synced, against what a quorum takes.",
                 queries=tuple(Query(count(part), part) for part in
                               ("voters", "serving", "synced", "needed")),
                 unit=Unit.NUMBER, decimals=0)


def work() -> Section:
    latency = over("max", of_cluster("druid_ha_zookeeper_latency_seconds"), "node")
    outstanding = over("max", of_cluster("druid_ha_zookeeper_outstanding_requests"), "node")
    lag = over("max", of_cluster("druid_ha_zookeeper_log_lag_seconds"), "node")
    connections = over("max", of_cluster("druid_ha_zookeeper_connections"), "node")
    return Section("Work", (
        quorum(),
        trend("Log behind the leader's", "How far a member's log is behind the leader's: it would "
              "have to catch up before it can lead.", lag, "{{node}}", Unit.SECONDS),
        Lines(title="Latency of requests", description="Mean of a member between its last two "
              "answers to the agent, not of its lifetime. RequestsBacklogged from the line on.",
              queries=(Query(latency, "{{node}}"),), unit=Unit.SECONDS,
              steps=above(MAX_LATENCY_SECONDS)),
        Lines(title="Outstanding requests", description="Requests that wait in a member. "
              "RequestsBacklogged above the line.", queries=(Query(outstanding, "{{node}}"),),
              unit=Unit.NUMBER, decimals=0, steps=above(MAX_OUTSTANDING_REQUESTS)),
        trend("Connections", "Of all clients, the agent's one or two included.", connections,
              "{{node}}", Unit.NUMBER),
        trend("Announced Druid processes", "What Druid keeps in ZooKeeper while it lives, by kind.",
              over("max", of_cluster("druid_ha_announced_processes"), "process"), "{{process}}",
              Unit.NUMBER),
    ))


def verdict() -> Section:
    versions = over("max", of_cluster("druid_ha_zookeeper_version_info"), "node", "version")
    return Section("Verdicts", (
        verdicts(TIER, 14, 16),
        Table(title="Versions", description="As each member says.", queries=(Query(versions),),
              unit=Unit.NUMBER, width=8, height=14, sort="Member",
              columns=(Column("node", "Member"), Column("version", "Version"))),
    ))


ZOOKEEPER = Dashboard(
    "druidwatch-zookeeper", "Druid HA: ZooKeeper",
    "Whether the ensemble commits writes, how near it is to losing its quorum, and its members.",
    (state(), members(), work(), verdict()))
