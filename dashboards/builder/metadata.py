"""The metadata store: which node takes writes, does Druid reach it, could another take over."""
from .limits import MAX_LAG_BYTES, MAX_LAG_SECONDS, MAX_RETAINED_BYTES, SEVERE
from .model import (Color, Column, Dashboard, Lines, Query, Section, Stat, State, Step, Table,
                    Timeline, Unit)
from .promql import coded, of_cluster, over
from .shared import changes, headroom, leading, trend, verdicts
from .states import EXACTLY_ONE, NODE_STATES, NONE_IS_BETTER, STANDBYS, WRITABLE, YES, above

TIER = "metadata"
MULTI_GROUP = "MySQL and MariaDB groups only; nothing is shown elsewhere."


def state() -> Section:
    def count(title: str, description: str, metric: str, steps: tuple[Step, ...]) -> Stat:
        return Stat(title=title, description=description, unit=Unit.NUMBER, width=4, steps=steps,
                    queries=(Query(f"max({of_cluster(metric, tier=TIER)})", title),))

    reaches = over("min", of_cluster("druid_ha_metadata_endpoint_writable"), "druid_cluster")
    stalled = of_cluster("druid_ha_synchronous_commits_waiting")
    return Section("", (
        count("Writable nodes", "One is right: with none Druid can't write, two are a split brain.",
              "druid_ha_leaders", EXACTLY_ONE),
        headroom(TIER, 4),
        count("Could take over", "Standbys that could be promoted now without loss.",
              "druid_ha_standbys", STANDBYS),
        Stat(title="Druid's address leads to",
             description="Whether what is behind the address that "
             "Druid connects to may be written to.",
             queries=(Query(reaches, "{{druid_cluster}}"),), unit=Unit.STATE, width=4,
             states=(State(0, "no primary", Color.RED), State(1, "the primary", Color.GREEN))),
        Stat(title="Commits that wait", description="Transactions that wait for a synchronous "
             "standby now; none are where no standby is synchronous.",
             queries=(Query(f"max({stalled})", "commits"),), unit=Unit.NUMBER, width=4,
             steps=NONE_IS_BETTER, silent="none synchronous"),
        changes(TIER, 4),
    ))


def nodes() -> Section:
    sessions = over("max", of_cluster("druid_ha_metadata_druid_sessions"), "node")
    leads_to = over("max", of_cluster("druid_ha_metadata_endpoint_info"), "address", "node")
    versions = over("max", of_cluster("druid_ha_metadata_version_info"), "node", "product",
                    "version")
    return Section("Nodes", (
        leading(TIER, 7, title="Who takes writes", states=WRITABLE),
        Timeline(title="State", description="What all questions to a node tell together.",
                 queries=(Query(coded("druid_ha_node_state", NODE_STATES, "state", "node",
                                      tier=TIER), "{{node}}"),), states=NODE_STATES, height=7),
        Lines(title="Druid's sessions",
              description="Of Druid's user, by node: on a standby they are "
              "DruidOnStandby.", queries=(Query(sessions, "{{node}}"),), unit=Unit.NUMBER,
              stacked=True, decimals=0),
        Table(title="Where Druid's address leads", description="The node behind the address that "
              "Druid connects to.", queries=(Query(leads_to),), unit=Unit.NUMBER, width=6,
              columns=(Column("address", "Address"), Column("node", "Node"))),
        Table(title="Versions", description="As each node says.", queries=(Query(versions),),
              unit=Unit.NUMBER, width=6, sort="Node",
              columns=(Column("node", "Node"), Column("product", "Product"),
                       Column("version", "Version"))),
    ))


def replication() -> Section:
    def by_node(metric: str) -> str:
        return over("max", of_cluster(metric), "node")

    def flag(title: str, description: str, metric: str) -> Timeline:
        return Timeline(title=title, description=description, states=YES, height=6,
                        queries=(Query(over("min", of_cluster(metric), "node"), "{{node}}"),))

    return Section("Replication", (
        flag("Receives", "Whether a standby receives all that it should replicate.",
             "druid_ha_replication_streaming"),
        flag("Applies", "Whether a standby applies what it received, and is not paused.",
             "druid_ha_replication_applying"),
        Lines(title="Lag in time", description="Age of the oldest write of the primary that a "
              "standby has not replayed; 0 on an idle primary. ReplicationLag above the first "
              "line, ReplicationLagSevere above the second.",
              queries=(Query(by_node("druid_ha_replication_lag_seconds"), "{{node}}"),),
              unit=Unit.SECONDS, steps=above(MAX_LAG_SECONDS, SEVERE * MAX_LAG_SECONDS)),
        Lines(title="Lag in bytes or transactions", description="How much of the primary's log is "
              "not replayed: bytes of PostgreSQL; of MySQL and MariaDB the number of transactions, "
              "to which the lines do not apply.",
              queries=(Query(by_node("druid_ha_replication_lag_bytes"), "{{node}}"),
                       Query(by_node("druid_ha_replication_lag_transactions"),
                             "{{node}}: transactions")),
              unit=Unit.BYTES, steps=above(MAX_LAG_BYTES, SEVERE * MAX_LAG_BYTES)),
        trend("Connected standbys", "As each node sees them.",
              by_node("druid_ha_replication_clients"), "{{node}}", Unit.NUMBER),
        trend("Longest commit that waits", "For a synchronous standby; nothing while none waits.",
              by_node("druid_ha_synchronous_commits_longest_wait_seconds"), "{{node}}",
              Unit.SECONDS),
        Lines(title="Log that slots hold back", description="Of PostgreSQL, on the primary's disk. "
              "RetainedWalGrowing above the line.",
              queries=(Query(over("max", of_cluster("druid_ha_replication_retained_bytes"), "node",
                                  "slot"), "{{slot}} on {{node}}"),),
              unit=Unit.BYTES, steps=above(MAX_RETAINED_BYTES)),
        Timeline(title="Slots that are read", description="A slot that nobody reads holds back log "
                 "until the disk is full. PostgreSQL only.", states=YES,
                 queries=(Query(over("max", of_cluster("druid_ha_replication_slot_active"), "node",
                                     "slot"), "{{slot}} on {{node}}"),)),
    ))


def group() -> Section:
    def members(title: str, description: str, metric: str) -> Lines:
        return trend(title, f"{description} {MULTI_GROUP}", over("max", of_cluster(metric), "node"),
                     "{{node}}", Unit.NUMBER)

    return Section("Group Replication and Galera", (
        members("Members", "Of the group, as each node sees it.",
                "druid_ha_metadata_group_members"),
        members("Reachable members", "Those that each node reaches, itself included.",
                "druid_ha_metadata_group_reachable"),
    ), collapsed=True)


METADATA = Dashboard(
    "druidwatch-metadata", "Druid HA: metadata store",
    "Which database takes Druid's writes, whether Druid reaches it, and whether another could "
    "take over.",
    (state(), nodes(), replication(), Section("Verdicts", (verdicts(TIER, 14),)), group()))
