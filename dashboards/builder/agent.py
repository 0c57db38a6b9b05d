"""The agent itself: does it look, does it reach whom it tells, what does it cost."""
from .limits import SNAPSHOT_TOO_OLD_SECONDS
from .model import Column, Dashboard, Lines, Link, Query, Section, Stat, Table, Timeline, Unit
from .promql import in_range, of_agents, of_cluster, over, per_second
from .shared import trend, verdicts
from .states import NONE_IS_BETTER, UP, YES, above

AGENTS = ("job", "instance")


def state() -> Section:
    age = f"time() - {of_agents('druidwatch_snapshot_timestamp_seconds')}"
    missed = in_range(of_agents("druidwatch_missed_rounds_total"))
    refused = in_range(of_agents("druidwatch_notification_failures_total"))
    started = over("max", of_agents("process_start_time_seconds"), "instance")
    return Section("", (
        Stat(title="Answers scrapes",
             description="Prometheus's own word; an agent that is down can "
             "say nothing itself. The Watchdog alert is missed then.",
             queries=(Query(over("min", of_agents("up"), "instance"), "{{instance}}"),),
             unit=Unit.STATE, width=4, states=UP, named=True),
        Stat(title="Age of its view",
             description="When it was scraped. After half a minute without "
             "a new one it says nothing of clusters any more.",
             queries=(Query(over("max", age, "instance"), "{{instance}}"),), unit=Unit.SECONDS,
             width=4, decimals=0, steps=above(2 * SNAPSHOT_TOO_OLD_SECONDS), named=True),
        Stat(title="Asked everything once", description="Since it started, of this cluster; before "
             "that nothing that takes all answers is judged.",
             queries=(Query(over("min", of_cluster("druid_ha_watch_complete"), "instance"),
                            "{{instance}}"),), unit=Unit.STATE, width=4, states=YES, named=True),
        Stat(title="Rounds missed", description="In this time: they could not start when they "
             "were due, as the round before still ran.",
             queries=(Query(f"round({over('sum', missed, 'instance')})", "{{instance}}"),),
             unit=Unit.NUMBER, width=4, steps=NONE_IS_BETTER, named=True),
        Stat(title="Alerts not taken",
             description="In this time, by an Alertmanager; they are sent "
             "again.", queries=(Query(f"round({over('sum', refused, 'instance')})",
                                      "{{instance}}"),),
             unit=Unit.NUMBER, width=4, steps=NONE_IS_BETTER, silent="no Alertmanager", named=True),
        Stat(title="Runs since", description="A restart keeps what fires.",
             queries=(Query(f"1000 * {started}", "{{instance}}"),), unit=Unit.SINCE, width=4,
             named=True),
    ))


def agents() -> Section:
    info = over("max", of_agents("druidwatch_agent_info"), "instance", "agent", "external_url")
    build = over("max", of_agents("druidwatch_build_info"), "instance", "version")
    page = Link("Its page", "${__data.fields.Page}")
    return Section("Agents", (
        Table(title="Agents", description="Who they are, and where a person reaches them.",
              queries=(Query(info),), unit=Unit.NUMBER, width=16, height=5,
              columns=(Column("instance", "Instance"), Column("agent", "Agent"),
                       Column("external_url", "Page", link=page))),
        Table(title="Versions", description="Two agents of one cluster should be alike.",
              queries=(Query(build),), unit=Unit.NUMBER, width=8, height=5,
              columns=(Column("instance", "Instance"), Column("version", "Version"))),
    ))


def questions() -> Section:
    asked = over("sum", per_second(of_agents("druidwatch_probes_total")), "instance")
    failed = over("sum", per_second(of_agents("druidwatch_probe_failures_total")), "reason")
    missed = over("sum", per_second(of_agents("druidwatch_missed_rounds_total")), "instance")
    judged = over("sum", per_second(of_agents("druidwatch_evaluations_total")), "instance")

    def slowest(share: str, *by: str) -> str:
        buckets = per_second(of_cluster("druid_ha_probe_duration_seconds_bucket"))
        return f"histogram_quantile({share}, {over('sum', buckets, 'le', *by)})"

    return Section("Questions", (
        trend("Questions asked", "Of all clusters.", asked, "{{instance}}", Unit.PER_SECOND),
        Lines(title="Questions that brought no answer", description="By the reason: refused is a "
              "node that is down, not_allowed one that does not answer us.",
              queries=(Query(f"{failed} > 0", "{{reason}}"),), unit=Unit.PER_SECOND, stacked=True),
        trend("How long answers take, by tier", "99 of 100 took no longer.",
              slowest("0.99", "tier"), "{{tier}}", Unit.SECONDS),
        trend("How long answers take, by question", "The median.",
              slowest("0.5", "tier", "question"), "{{tier}} {{question}}", Unit.SECONDS),
        trend("Rounds left out", "They could not start when they were due.", missed, "{{instance}}",
              Unit.PER_SECOND),
        trend("Judgements", "Times that the invariants of a tier were judged: on a change, and "
              "when a deadline is due.", judged, "{{instance}}", Unit.PER_SECOND),
    ))


def telling() -> Section:
    def of(metric: str) -> str:
        return over("sum", per_second(of_agents(metric)), "alertmanager")

    waiting = over("max", of_agents("druidwatch_notifications_waiting"), "alertmanager")
    takes = over("min", of_agents("druidwatch_alertmanager_up"), "alertmanager")
    history = over("min", of_agents("druidwatch_history_up"), "instance")
    written, dropped = (over("sum", per_second(of_agents(f"druidwatch_history_{fate}_total")),
                             "instance") for fate in ("written", "dropped"))
    loaded = over("min", of_agents("druidwatch_config_last_reload_successful"), "instance")
    peers = over("min", of_agents("druidwatch_peer_up"), "instance", "peer")
    return Section("Whom it tells", (
        Timeline(title="Alertmanagers take what they are sent", description="Whether the newest "
                 "sending was taken; every Alertmanager is sent everything on its own.",
                 queries=(Query(takes, "{{alertmanager}}"),), states=YES, height=6),
        trend("Alerts that wait", "For an Alertmanager that has not taken them as they are now.",
              waiting, "{{alertmanager}}", Unit.NUMBER, height=6),
        Lines(title="Alerts sent", description="Failed or not; what goes on firing is sent every "
              "minute.", queries=(Query(of("druidwatch_notifications_total"), "{{alertmanager}}"),
                                  Query(of("druidwatch_notification_failures_total"),
                                        "{{alertmanager}}: not taken")), unit=Unit.PER_SECOND),
        Lines(title="History",
              description="Records written and dropped: a full or broken disk stops "
              "the history, never the watching.",
              queries=(Query(written, "{{instance}}: written"),
                       Query(dropped, "{{instance}}: dropped")), unit=Unit.PER_SECOND),
        Timeline(title="Configuration was taken",
                 description="Whether its newest reading succeeded; "
                 "else the one before is still in force: ConfigurationStale.",
                 queries=(Query(loaded, "{{instance}}"),), states=YES, height=6),
        Timeline(title="The other agent answers", description="Nothing where no peers are "
                 "configured; a minute of silence is PeerSilent.",
                 queries=(Query(peers, "{{instance}} hears {{peer}}"),), states=YES, height=6),
        Timeline(title="History takes records", description="Nothing where no storage is "
                 "configured.", queries=(Query(history, "{{instance}}"),), states=YES, height=6),
    ))


def cost() -> Section:
    def by_instance(metric: str) -> str:
        return over("max", of_agents(metric), "instance")

    cpu = over("sum", per_second(of_agents("process_cpu_seconds_total")), "instance")
    return Section("What it costs", (
        trend("CPU", "Share of one core.", cpu, "{{instance}}", Unit.RATIO),
        trend("Memory", "Resident.", by_instance("process_resident_memory_bytes"), "{{instance}}",
              Unit.BYTES),
        Lines(title="Open descriptors", description="Two per target or so, and one per client.",
              queries=(Query(by_instance("process_open_fds"), "{{instance}}"),),
              unit=Unit.NUMBER, decimals=0),
        trend("How long scrapes take", "Prometheus's own word.",
              by_instance("scrape_duration_seconds"), "{{instance}}", Unit.SECONDS),
    ))


AGENT = Dashboard(
    "druidwatch-agent", "Druid HA: the agent itself",
    "Whether the agent looks, whether it reaches whom it tells, and what it costs.",
    (state(), agents(), questions(), telling(), cost(),
     Section("Verdicts", (verdicts("~agent|cluster", 8),))))
