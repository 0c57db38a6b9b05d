"""Panels that several dashboards have."""
from .model import Color, Lines, Link, Query, Stat, State, Timeline, Unit
from .promql import in_range, of_cluster, over
from .states import LEADS, PLAIN, SURVIVES, VERDICTS

STOPPED = (State(-1, "stopped", Color.RED, or_less=True),)


def to(uid: str, title: str) -> Link:
    """Another dashboard, of the same cluster and time."""
    return Link(title, f"/d/{uid}?${{__url_time_range}}&${{datasource:queryparam}}"
                       "&${druid_cluster:queryparam}&${job:queryparam}&${instance:queryparam}")


def of_tiers(tiers: str, legend: str) -> str:
    """Which tier it is goes without saying where there is one."""
    return "{{tier}} " + legend if tiers.startswith("~") else legend


def headroom(tiers: str, width: int, title: str = "Failures it survives",
             links: tuple[Link, ...] = ()) -> Stat:
    return Stat(
        title=title,
        description="How many more nodes, the worst ones, may fail before the tier stops serving: "
                    "at 0 the next failure stops it. Two agents: the lower word.",
        queries=(Query(over("min", of_cluster("druid_ha_headroom", tier=tiers), "tier"),
                       "{{tier}}"),),
        unit=Unit.NUMBER, width=width, states=STOPPED, steps=SURVIVES, links=links, named=True)


def verdicts(tiers: str, height: int, width: int = 24) -> Timeline:
    states = " or ".join(
        ("" if state.value == 1 else f"{state.value} * ")
        + of_cluster("druid_ha_invariant", tier=tiers, state=state.word) for state in VERDICTS)
    return Timeline(
        title="Invariants",
        description="Every invariant that is judged here. Unknown is what could not be checked: "
                    "neither whole nor broken. An alert fires once a violation lasted its hold.",
        queries=(Query(over("max", states, "tier", "invariant", "node"),
                       of_tiers(tiers, "{{invariant}} {{node}}")),),
        states=VERDICTS, width=width, height=height)


def leading(tiers: str, height: int, *, title: str = "Who leads", width: int = 12,
            states: tuple[State, ...] = LEADS) -> Timeline:
    return Timeline(
        title=title,
        description="What each node says of itself; a gap where it says nothing. Two that lead at "
                    "one moment are told by the invariants, which know a hand-over from that.",
        queries=(Query(over("max", of_cluster("druid_ha_leader", tier=tiers), "tier", "node"),
                       of_tiers(tiers, "{{node}}")),),
        states=states, width=width, height=height)


def changes(tiers: str, width: int) -> Stat:
    counted = in_range(of_cluster("druid_ha_leader_changes_total", tier=tiers))
    return Stat(
        title="Leader changes in this time",
        description="As the agent saw them; those before it started are not counted.",
        queries=(Query(f"round({over('max', counted, 'tier')})", "{{tier}}"),),
        unit=Unit.NUMBER, width=width, steps=PLAIN, named=True)


def trend(title: str, description: str, expression: str, legend: str, unit: Unit, *,
          width: int = 12, height: int = 8) -> Lines:
    return Lines(title=title, description=description, queries=(Query(expression, legend),),
                 unit=unit, width=width, height=height)
