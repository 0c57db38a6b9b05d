"""The dashboard for three in the morning: does it stand, what is left, who leads, what fires."""
from .frame import AGENT
from .model import (Color, Column, Dashboard, Lines, Link, Query, Section, Stat, State, Table,
                    Timeline, Unit)
from .promql import in_range, of_agents, of_cluster, over
from .shared import STOPPED, changes, headroom, leading, to
from .states import (NONE_IS_BETTER, NONE_IS_GOOD, PLAIN, SURVIVES, VIOLATED, above)

ZOOKEEPER, METADATA, TIERS, AGENTS = (
    to("druidwatch-zookeeper", "ZooKeeper"), to("druidwatch-metadata", "Metadata store"),
    to("druidwatch-tiers", "Druid's tiers"), to("druidwatch-agent", "The agent itself"))
ALERTS = Link("Alerts, with evidence", AGENT + "/")

EVENTS = "!~FailedOver|SinglePoint|Watchdog"  # told, but nothing is broken
TROUBLES = of_cluster("druid_ha_invariant", state="violated", invariant=EVENTS)
TROUBLE = f"{over('max', TROUBLES, 'tier', 'invariant', 'node')} == 1"
NOT_SERVING = of_cluster("druid_ha_node_state", state="~degraded|rejected|silent|down")
UNKNOWN = of_cluster("druid_ha_invariant", state="unknown")


def firing(title: str, severity: str, description: str, state: str = "firing") -> Stat:
    alerts = of_cluster("druid_ha_alerts", severity=severity, state=state)
    return Stat(title=title, description=description, unit=Unit.NUMBER, width=4,
                queries=(Query(f"sum({over('max', alerts, 'severity')})", title),),
                steps=NONE_IS_GOOD if severity == "critical" else NONE_IS_BETTER, links=(ALERTS,))


def counted(title: str, description: str, series: str, *by: str) -> Stat:
    return Stat(title=title, description=description, unit=Unit.NUMBER, width=4,
                queries=(Query(f"sum({over('max', series, *by)})", title),), steps=NONE_IS_BETTER)


def answers() -> Section:
    tiers = over("min", of_cluster("druid_ha_headroom", tier="!cluster"), "druid_cluster")
    lowest = over("min", of_cluster("druid_ha_headroom", tier="cluster"), "druid_cluster")
    age = f"time() - {of_agents('druidwatch_snapshot_timestamp_seconds')}"
    return Section("", (
        Stat(title="Does it stand?",
             description="Whether every tier still serves whose headroom is known.",
             queries=(Query(f"{tiers} >= bool 0", "{{druid_cluster}}"),), unit=Unit.STATE, width=4,
             states=(State(0, "stopped", Color.RED), State(1, "it stands", Color.GREEN))),
        Stat(title="Can it lose another node?",
             description="How many more failures the cluster survives, of the worst nodes: the "
                         "lowest of its tiers. Unknown while one of them is.",
             queries=(Query(lowest, "{{druid_cluster}}"),), unit=Unit.NUMBER, width=4,
             states=(*STOPPED, State(0, "no", Color.ORANGE)), steps=SURVIVES),
        headroom("!cluster", 16, "Failures that each tier survives", (ZOOKEEPER, METADATA, TIERS)),
        firing("Critical alerts", "critical", "Alerts of the agent that fire and wake a person."),
        firing("Warnings", "warning", "Alerts of the agent that fire and can wait for the day."),
        firing("About to fire", "~critical|warning",
               "Violations that have not lasted as long as their hold.", "pending"),
        counted("Nodes not serving", "Nodes that are down, silent, turn everybody away, or answer "
                "and do not serve as they should.", NOT_SERVING, "node"),
        counted("Could not be checked", "Invariants that are unknown: silence means that all is "
                "well only where this is 0.", UNKNOWN, "tier", "invariant", "node"),
        Stat(title="Age of what is shown", description="How old the agent's newest view was when "
             "it was last scraped, of two agents the older one; no alert of its own reaches "
             "anybody while an agent stands still.", queries=(Query(f"max({age})", "age"),),
             unit=Unit.SECONDS, width=4, decimals=0, steps=above(60, 120), links=(AGENTS,)),
    ))


def now() -> Section:
    copied = f'label_replace({TROUBLE}, "runbook", "$1", "tier", "(.+)")'
    runbooks = f'label_replace({copied}, "runbook", "role", "tier", "coordinator|overlord")'
    leads = over("max", of_cluster("druid_ha_leader"), "tier", "node") + " == 1"
    since = over("min", of_cluster("druid_ha_leader_since_timestamp_seconds"), "tier", "node")
    page = Link("Runbook", AGENT + "/runbooks/${__data.fields.Runbook}/${__data.fields.Invariant}")
    return Section("Now", (
        Table(title="What is violated",
              description="Invariants of high availability that are violated now, whether their "
                          "hold is over or not; each leads to its runbook.",
              queries=(Query(runbooks),), unit=Unit.NUMBER,
              silent="nothing is known to be violated",
              columns=(Column("tier", "Tier", width=130),
                       Column("invariant", "Invariant", link=page), Column("node", "Node"),
                       Column("runbook", "Runbook", hidden=True)),
              sort="Tier"),
        Table(title="Who leads",
              description="Nodes that say that they lead their tier; of the metadata store, that "
                          "are writable. Two rows of one tier are two leaders.",
              queries=(Query(leads), Query(f"1000 * {since}")), unit=Unit.NUMBER,
              silent="nobody is known to lead",
              columns=(Column("tier", "Tier", width=130), Column("node", "Node"),
                       Column("Value #B", "Leads since", Unit.SINCE)),
              sort="Tier"),
    ))


def course() -> Section:
    alerts = over("max", of_cluster("druid_ha_alerts", state="firing"), "severity")
    tiers = over("min", of_cluster("druid_ha_headroom", tier="!cluster"), "tier")
    return Section("What happened", (
        Timeline(title="What was violated, and when",
                 description="Each violation from its first evidence to the proof of its end.",
                 queries=(Query(TROUBLE, "{{tier}} {{invariant}} {{node}}"),), states=VIOLATED,
                 height=10),
        leading("~.+", 10, title="Who led, and when"),
        Lines(title="Alerts that fire", description="Of the agent, by severity.",
              queries=(Query(alerts, "{{severity}}"),), unit=Unit.NUMBER, decimals=0,
              colors=(("critical", Color.RED), ("warning", Color.ORANGE), ("info", Color.BLUE))),
        Timeline(title="Failures that each tier survived",
                 description="How many more at that time; a gap where it was not known.",
                 queries=(Query(tiers, "{{tier}}"),), unit=Unit.NUMBER, states=STOPPED,
                 steps=SURVIVES),
    ))


def failovers() -> Section:
    def of(part: str) -> str:
        return in_range(of_cluster(f"druid_ha_failover_duration_seconds_{part}"))

    mean = over("max", f"{of('sum')} / {of('count')}", "tier")
    longest = f"histogram_quantile(1, {over('max', of('bucket'), 'tier', 'le')})"
    budget = of_cluster("druid_ha_failover_budget_seconds")
    return Section("Failovers", (
        changes("~.+", 8),
        Stat(title="Failovers took, on average", unit=Unit.SECONDS, width=6, steps=PLAIN,
             description="For how long nobody led, as near as the answers tell, of the failovers "
                         "in this time.",
             queries=(Query(f"{mean} > 0", "{{tier}}"),), decimals=1, silent="no failover",
             named=True),
        Stat(title="The longest took at most", unit=Unit.SECONDS, width=6, steps=PLAIN,
             description="The upper bound of the longest failover's bucket, of those in this time.",
             queries=(Query(f"{longest} > 0", "{{tier}}"),), decimals=1, silent="no failover",
             named=True),
        Stat(title="Budget", unit=Unit.SECONDS, width=4, steps=PLAIN,
             description="How long a role may be without a leader before NoLeader is critical: as "
                         "configured, else Druid's session timeout and 5 s.",
             queries=(Query(f"max({budget})", "budget"),), decimals=0),
    ))


OVERVIEW = Dashboard(
    "druidwatch-overview", "Druid HA: overview",
    "Whether Druid stands, what it survives, who leads, what failed over and what fires.",
    (answers(), now(), course(), failovers()))
