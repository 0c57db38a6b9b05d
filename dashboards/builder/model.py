"""What a dashboard is made of, as values; classic.py writes them as Grafana reads them."""
from dataclasses import dataclass
from enum import Enum


class Color(str, Enum):
    """Grafana's names; it picks the shade by theme."""

    GREEN = "green"
    BLUE = "blue"
    PURPLE = "purple"
    YELLOW = "yellow"
    ORANGE = "orange"
    RED = "red"
    GREY = "text"


class Unit(str, Enum):
    """Grafana's ids of units."""

    NUMBER = "none"
    SECONDS = "s"
    BYTES = "bytes"
    RATIO = "percentunit"
    PER_SECOND = "cps"
    SINCE = "dateTimeFromNow"  # of milliseconds since the epoch
    STATE = "bool"  # never shown: each value has its word


@dataclass(frozen=True)
class State:
    """A value that stands for a word; `or_less` also for every lower one."""

    value: int
    word: str
    color: Color
    or_less: bool = False


@dataclass(frozen=True)
class Step:
    """From this value on, the colour; the first step of a panel has no value."""

    color: Color
    value: float | None = None


@dataclass(frozen=True)
class Query:
    """`legend` is Grafana's template of labels."""

    expression: str
    legend: str = ""


@dataclass(frozen=True)
class Link:
    title: str
    url: str


@dataclass(frozen=True, kw_only=True)
class Panel:
    """Width and height are in Grafana's grid of 24 columns."""

    title: str
    description: str
    queries: tuple[Query, ...]
    unit: Unit
    width: int
    height: int
    states: tuple[State, ...] = ()
    steps: tuple[Step, ...] = ()
    links: tuple[Link, ...] = ()
    decimals: int | None = None

    def __post_init__(self) -> None:
        if not (self.title and self.description.endswith(".") and self.queries):
            raise ValueError(f"panel {self.title!r} has no title, no sentence or no query")
        if self.unit is Unit.STATE and not self.states:
            raise ValueError(f"panel {self.title!r} shows states and names none")


@dataclass(frozen=True, kw_only=True)
class Stat(Panel):
    """Big words or numbers, one per series."""

    height: int = 4
    silent: str = "unknown"  # said where nothing is known
    named: bool = False  # with each series' legend


@dataclass(frozen=True, kw_only=True)
class Lines(Panel):
    """Values over time, and steps as dashed lines; `colors` by legend."""

    width: int = 12
    height: int = 8
    stacked: bool = False
    bars: bool = False
    floor: float | None = 0
    colors: tuple[tuple[str, Color], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Timeline(Panel):
    """Which of `states` each series was in, and when; or, with a unit, its value in colours."""

    unit: Unit = Unit.STATE
    width: int = 12
    height: int = 8


@dataclass(frozen=True)
class Column:
    """`field` is a label, or "Value #A" of the first query. A hidden one is there for links."""

    field: str
    title: str
    unit: Unit | None = None
    states: tuple[State, ...] = ()
    steps: tuple[Step, ...] = ()
    link: Link | None = None
    width: int | None = None
    decimals: int | None = None
    hidden: bool = False


@dataclass(frozen=True, kw_only=True)
class Table(Panel):
    """Rows of the same labels are one. What is no column is not shown."""

    columns: tuple[Column, ...]
    width: int = 12
    height: int = 8
    silent: str = "unknown"
    sort: str | None = None  # the title of a column


@dataclass(frozen=True)
class Section:
    """Panels that flow from left to right below a heading; without a title, at the very top."""

    title: str
    panels: tuple[Panel, ...]
    collapsed: bool = False


@dataclass(frozen=True)
class Dashboard:
    uid: str
    title: str
    description: str
    sections: tuple[Section, ...]

    @property
    def panels(self) -> tuple[Panel, ...]:
        return tuple(panel for section in self.sections for panel in section.panels)
