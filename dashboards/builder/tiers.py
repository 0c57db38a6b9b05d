"""Druid's own processes: masters and their two roles, Brokers, what is in front of them."""
from .model import (Color, Column, Dashboard, Lines, Query, Section, Stat, State, Table, Timeline,
                    Unit)
from .promql import coded, of_cluster, over
from .shared import headroom, leading, trend, verdicts
from .states import AT_LEAST_ONE, EXACTLY_ONE, FATES, NODE_STATES, STANDBYS, YES, above

ROLES = "~coordinator|overlord"
DRUID = "~coordinator|overlord|broker|balancer|router"
PERIODS = 3  # after so many DutiesStale is violated


def state() -> Section:
    leaders = over("max", of_cluster("druid_ha_leaders", tier=ROLES), "tier")
    standbys = over("min", of_cluster("druid_ha_standbys", tier=ROLES), "tier")
    ready = f"sum({over('max', of_cluster('druid_ha_broker_ready'), 'node')})"
    return Section("", (
        headroom(DRUID, 8),
        Stat(title="Leaders", description="Masters that say that they lead, by role. None is a "
             "failover in progress, until its budget is over.",
             queries=(Query(leaders, "{{tier}}"),), unit=Unit.NUMBER, width=6, steps=EXACTLY_ONE,
             named=True),
        Stat(title="Would take over", description="Healthy masters that stand in the latch behind "
             "the leader.", queries=(Query(standbys, "{{tier}}"),), unit=Unit.NUMBER, width=6,
             steps=STANDBYS, named=True),
        Stat(title="Brokers that are ready", description="By their own word; whether they answer "
             "queries is below.", queries=(Query(ready, "ready"),), unit=Unit.NUMBER, width=4,
             steps=AT_LEAST_ONE),
    ))


def nodes() -> Section:
    states = coded("druid_ha_node_state", NODE_STATES, "state", "tier", "node", tier=DRUID)
    quiet = over("max", of_cluster("druid_ha_last_answer_timestamp_seconds", tier=DRUID), "tier",
                 "node")
    announced = over("max", of_cluster("druid_ha_node_announced"), "tier", "node")
    return Section("Nodes", (
        Timeline(title="State", description="What all questions to a node tell together; silent is "
                 "not known to be down.", queries=(Query(states, "{{tier}} {{node}}"),),
                 states=NODE_STATES, width=16, height=10),
        Table(title="Nodes", description="When each last answered anything, and whether ZooKeeper "
              "has its announcement.", queries=(Query(f"1000 * {quiet}"), Query(announced)),
              unit=Unit.NUMBER, width=8, height=10, sort="Tier",
              columns=(Column("tier", "Tier", width=100), Column("node", "Node"),
                       Column("Value #A", "Last answer", Unit.SINCE),
                       Column("Value #B", "Announced", states=YES, width=95))),
    ))


def roles() -> Section:
    holder = over("max", of_cluster("druid_ha_latch_holder", tier=ROLES), "tier", "node")
    stands = over("max", of_cluster("druid_ha_latch_candidate", tier=ROLES), "tier", "node")
    fate = coded("druid_ha_leader_request", FATES, "fate", "tier", "node", tier=ROLES)
    named = over("max", of_cluster("druid_ha_leader_named_info", tier=ROLES), "tier", "node",
                 "leader")
    since = over("min", of_cluster("druid_ha_leader_since_timestamp_seconds"), "tier", "node")
    first = (State(0, "not first", Color.BLUE), State(1, "first", Color.GREEN))
    return Section("Masters", (
        leading(ROLES, 8),
        Timeline(title="Who is first in the latch", description="ZooKeeper's word on who leads. It "
                 "differs from who says so for a moment in a failover, and in a LatchMismatch.",
                 queries=(Query(holder, "{{tier}} {{node}}"),), states=first),
        Timeline(title="Who stands in the latch",
                 description="A healthy master that does not would "
                 "not take over: StandbyNotCandidate.",
                 queries=(Query(stands, "{{tier}} {{node}}"),), states=YES),
        Timeline(title="What becomes of a leader's request", description="The leader answers it, a "
                 "standby redirects it; from nowhere it does not come back: RedirectBroken.",
                 queries=(Query(fate, "{{tier}} {{node}}"),), states=FATES),
        Table(title="Whom each master names",
              description="Its own word on who leads; they disagree "
              "in a LeadersDisagree.", queries=(Query(named),), unit=Unit.NUMBER, height=6,
              sort="Tier",
              columns=(Column("tier", "Tier", width=110), Column("node", "Master"),
                       Column("leader", "Names"))),
        Table(title="Leading since", description="Without a break, by the leader's own word.",
              queries=(Query(f"1000 * {since}"),), unit=Unit.NUMBER, sort="Tier", height=6,
              columns=(Column("tier", "Tier", width=110), Column("node", "Leader"),
                       Column("Value #A", "Since", Unit.SINCE))),
        duties(),
        trend("Candidates in the latch", "Children of each role's latch, the leader's included.",
              over("max", of_cluster("druid_ha_latch_candidates"), "tier"), "{{tier}}",
              Unit.NUMBER),
    ))


def duties() -> Lines:
    run = over("max", of_cluster("druid_ha_duties_run_timestamp_seconds"), "node", "group")
    period = over("max", of_cluster("druid_ha_duties_period_seconds"), "node", "group")
    return Lines(title="Age of the Coordinator's duties", description="In their own periods, since "
                 "the end of a run was last seen. DutiesStale from the line on. Not before Druid "
                 "32, which does not tell.",
                 queries=(Query(f"(time() - {run}) / {period}", "{{group}} on {{node}}"),),
                 unit=Unit.NUMBER, decimals=1, steps=above(PERIODS))


def front() -> Section:
    def flag(title: str, description: str, metric: str, legend: str, *by: str,
             width: int = 12) -> Timeline:
        return Timeline(title=title, description=description, states=YES, width=width, height=7,
                        queries=(Query(over("min", of_cluster(metric), *by), legend),))

    share = over("max", of_cluster("druid_ha_balancer_share_ratio"), "node", "broker")
    passed = over("min", of_cluster("druid_ha_balancer_success_ratio"), "node")
    seen = over("max", of_cluster("druid_ha_servers_seen"), "tier", "node")
    return Section("Brokers, balancer, Routers", (
        flag("Brokers are ready", "By their own word, readiness.", "druid_ha_broker_ready",
             "{{node}}", "node"),
        flag("Brokers answer queries", "SELECT 1; a Broker that is ready and fails it is a "
             "QueryFails.", "druid_ha_broker_query_success", "{{node}}", "node"),
        Lines(title="Requests through the balancer that passed", description="Of the last 20 at "
              "most: answered by a Broker that is ready.", queries=(Query(passed, "{{node}}"),),
              unit=Unit.RATIO),
        Lines(title="Who answers behind the balancer",
              description="Each Broker's share of the last "
              "20 answers at most. A ready Broker without any is a Skewed balancer's.",
              queries=(Query(share, "{{broker}} behind {{node}}"),), unit=Unit.RATIO, stacked=True),
        trend("Historicals in view", "Servers that each Broker, and the leading Coordinator, knows "
              "of. They differ in a ViewDiverges.", seen, "{{tier}} {{node}}", Unit.NUMBER, width=9,
              height=7),
        flag("Routers find the leaders", "Whether a Router leads to a leader of each role; nothing "
             "where its management proxy is closed, as it is by default.", "druid_ha_router_route",
             "{{leader_tier}} through {{node}}", "node", "leader_tier", width=10),
        addresses(),
    ))


def addresses() -> Table:
    found = over("max", of_cluster("druid_ha_balancer_addresses"), "node")
    return Table(title="Addresses of the balancer", description="How many its name has: one is a "
                 "SinglePoint.", queries=(Query(found),), unit=Unit.NUMBER, width=5, height=7,
                 columns=(Column("node", "Balancer"), Column("Value #A", "Addresses")))


TIERS = Dashboard(
    "druidwatch-tiers", "Druid HA: Druid's tiers",
    "Coordinators and Overlords, Brokers, the load balancer and Routers.",
    (state(), nodes(), roles(), front(), Section("Verdicts", (verdicts(f"{DRUID}|master", 34),))))
