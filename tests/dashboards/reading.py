"""Dashboards as Grafana would read them: panels, their queries, and what a query becomes when it is sent."""
import json
import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "dashboards" / "json"


@dataclass(frozen=True)
class Question:
    """One query of a panel, or of an annotation."""

    dashboard: str
    panel: str
    name: str  # A, B, ...
    expression: str
    instant: bool
    place: int = 0  # of the panel in its dashboard

    def __str__(self):
        return f"{self.dashboard}: {self.panel} ({self.name})"


def dashboards():
    return {path.stem: json.loads(path.read_text()) for path in sorted(FOLDER.glob("*.json"))}


def panels(dashboard):
    """All but the headings, those of closed sections included."""
    for panel in dashboard["panels"]:
        if panel["type"] == "row":
            yield from panel["panels"]
        else:
            yield panel


def questions(name, dashboard):
    for place, panel in enumerate(panels(dashboard)):
        for target in panel["targets"]:
            yield Question(name, panel["title"], target["refId"], target["expr"], target["instant"], place)
    for annotation in dashboard["annotations"]["list"]:
        yield Question(name, f"annotation {annotation['name']}", "A", annotation["expr"], False, -1)


def substituted(expression, **variables):
    """`variables` as a person chose them; job and instance are All, if they are not among them."""
    values = {"job": ".+", "instance": ".+", **variables}
    return re.sub(r"\$([a-z_]\w*)", lambda found: str(values[found[1]]), expression)
