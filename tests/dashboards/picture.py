"""Pictures of the dashboards for the documentation, from a Prometheus' data; not by Grafana, and each says so.

What a panel shows is worked out here as Grafana's settings say; picture.html lays it out and draws it.
"""
import json
import math
import re
import sys
from datetime import datetime, timezone
from pathlib import Path

from reading import dashboards, panels, substituted

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "browser"))

from chromium import Browser  # noqa: E402

HERE = Path(__file__).resolve().parent
POINTS = 300


class View:
    """A dashboard as a person sees it who looked from `start` to `end`."""

    def __init__(self, prometheus, cluster, start, end):
        self.prometheus, self.cluster, self.end = prometheus, cluster, end
        self.step = max(1, math.ceil((end - start) / POINTS))
        self.start = end - math.floor((end - start) / self.step) * self.step  # so that the last point is what is shown as now

    def ask(self, target):
        expression = substituted(target["expr"], druid_cluster=self.cluster, __interval=f"{self.step}s",
                                 __rate_interval=f"{max(4, self.step + 1)}s", __range=f"{math.ceil(self.end - self.start)}s")
        if target["instant"]:
            answer = [(labels, [(self.end, value)]) for labels, value in self.prometheus.query(expression, self.end)]
        else:
            answer = self.prometheus.query_range(expression, self.start, self.end, self.step)
        numbers = [(labels, [point for point in points if not math.isnan(point[1])]) for labels, points in answer]
        return [(labels, points) for labels, points in numbers if points]

    def panel(self, panel):
        shown = {key: panel.get(key) for key in ("type", "title", "description", "gridPos")}
        shown["defaults"] = panel["fieldConfig"]["defaults"]
        shown["options"] = panel["options"]
        shown["colors"] = {override["matcher"]["options"]: own["value"]["fixedColor"] for override in panel["fieldConfig"]["overrides"]
                           for own in override["properties"] if own["id"] == "color" and "fixedColor" in own["value"]}
        if panel["type"] == "table":
            return {**shown, **self.table(panel)}
        series = [{"name": legend(target["legendFormat"], labels), "points": points}
                  for target in panel["targets"] for labels, points in self.ask(target)]
        return {**shown, "series": sorted(series, key=lambda one: one["name"])}

    def table(self, panel):
        """Rows by their labels, as Grafana's transformation "merge" makes them, and in the columns that are left."""
        several = len(panel["targets"]) > 1
        rows = {}
        for target in panel["targets"]:
            for labels, points in self.ask(target):
                row = rows.setdefault(json.dumps(labels, sort_keys=True), dict(labels))
                row["Value" + (f" #{target['refId']}" if several else "")] = points[-1][1]
        order = panel["transformations"][-1]["options"]
        names = sorted(order["indexByName"], key=order["indexByName"].get)
        settings = {override["matcher"]["options"]: {own["id"]: own["value"] for own in override["properties"]}
                    for override in panel["fieldConfig"]["overrides"]}
        columns = [{"field": name, "title": order["renameByName"][name], **settings[order["renameByName"][name]]} for name in names]
        columns = [column for column in columns if not column.get("custom.hidden")]
        cells = [[row.get(column["field"]) for column in columns] for row in rows.values()]
        return {"columns": columns, "rows": sorted(cells, key=lambda row: [str(cell) for cell in row])}

    def marks(self, dashboard):
        """Where what is annotated begins."""
        found = []
        for annotation in dashboard["annotations"]["list"]:
            for _, points in self.ask({"expr": annotation["expr"], "instant": False}):
                times = [at for at, _ in points]
                begins = [at for at, before in zip(times, [0, *times]) if at - before > self.step]
                found.append({"color": annotation["iconColor"], "at": begins})
        return found

    def whole(self, dashboard):
        rows = [{"type": "row", "title": row["title"] + (" (closed)" if row["collapsed"] else ""), "gridPos": row["gridPos"]}
                for row in dashboard["panels"] if row["type"] == "row"]
        open_ones = [self.panel(panel) for panel in dashboard["panels"] if panel["type"] != "row"]
        day = datetime.fromtimestamp(self.start, timezone.utc).strftime("%Y-%m-%d %H:%M:%S UTC")
        return {"title": dashboard["title"], "cluster": self.cluster, "start": self.start, "end": self.end, "step": self.step,
                "since": day, "panels": rows + open_ones, "marks": self.marks(dashboard)}


def legend(template, labels):
    return re.sub(r"\{\{(\w+)\}\}", lambda found: labels.get(found[1], ""), template).strip()


def draw(prometheus, folder, cluster, start, end):
    """A PNG per dashboard, into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    view = View(prometheus, cluster, start, end)
    with Browser() as browser:
        for name, dashboard in dashboards().items():
            browser.open((HERE / "picture.html").as_uri(), width=1440, height=900)
            browser.run(f"show({json.dumps(view.whole(dashboard))})")
            height = browser.run("document.documentElement.scrollHeight")
            browser.resize(1440, height)
            browser.screenshot(folder / f"{name}.png")
        if browser.complaints:
            raise AssertionError(browser.complaints)


