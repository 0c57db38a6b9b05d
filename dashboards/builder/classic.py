"""Dashboards in Grafana's classic JSON, schema version 39."""
from typing import Any

from .frame import annotations, links, variables
from .model import (Color, Column, Dashboard, Lines, Link, Panel, Query, Section, Stat, State, Step,
                    Table, Timeline)

Json = dict[str, Any]

SCHEMA_VERSION = 39
COLUMNS = 24
DATASOURCE = {"type": "prometheus", "uid": "${datasource}"}
KINDS = {Stat: "stat", Lines: "timeseries", Timeline: "state-timeline", Table: "table"}


def classic(dashboard: Dashboard) -> Json:
    return {
        "uid": dashboard.uid,
        "title": dashboard.title,
        "description": dashboard.description,
        "tags": ["druidwatch", "druid"],
        "schemaVersion": SCHEMA_VERSION,
        "version": 1,
        "editable": False,
        "graphTooltip": 1,  # the same moment in all panels
        "refresh": "10s",
        "time": {"from": "now-1h", "to": "now"},
        "timezone": "browser",
        "templating": {"list": variables()},
        "annotations": {"list": annotations()},
        "links": links(),
        "panels": _panels(dashboard.sections),
    }


def _panels(sections: tuple[Section, ...]) -> list[Json]:
    placed: list[Json] = []
    number, y = 1, 0
    for section in sections:
        inner, height = _flow(section.panels, y + bool(section.title), number + bool(section.title))
        if section.title:
            placed.append({
                "id": number, "type": "row", "title": section.title,
                "collapsed": section.collapsed, "panels": inner if section.collapsed else [],
                "gridPos": {"x": 0, "y": y, "w": COLUMNS, "h": 1}})
        if not section.collapsed:
            placed += inner
        number += len(inner) + bool(section.title)
        y += bool(section.title) + (0 if section.collapsed else height)
    return placed


def _flow(panels: tuple[Panel, ...], top: int, number: int) -> tuple[list[Json], int]:
    """From left to right; a line is as high as its highest panel."""
    placed: list[Json] = []
    x, y, line = 0, top, 0
    for panel in panels:
        if x + panel.width > COLUMNS:
            x, y, line = 0, y + line, 0
        position = {"x": x, "y": y, "w": panel.width, "h": panel.height}
        placed.append(_panel(panel, number + len(placed), position))
        x, line = x + panel.width, max(line, panel.height)
    return placed, y + line - top


def _panel(panel: Panel, number: int, position: Json) -> Json:
    now = isinstance(panel, (Stat, Table))  # a range's last value might be one of long ago
    document: Json = {
        "id": number,
        "type": KINDS[type(panel)],
        "title": panel.title,
        "description": panel.description,
        "datasource": DATASOURCE,
        "gridPos": position,
        "targets": [_target(query, chr(ord("A") + place), now, isinstance(panel, Table))
                    for place, query in enumerate(panel.queries)],
        "fieldConfig": {"defaults": _defaults(panel), "overrides": []},
        "options": _options(panel),
    }
    if isinstance(panel, Lines):
        document["fieldConfig"]["overrides"] = [_colored(*pair) for pair in panel.colors]
    if isinstance(panel, Table):
        document["fieldConfig"]["overrides"] = [_override(column) for column in panel.columns]
        document["transformations"] = _transformations(panel)
    return document


def _target(query: Query, name: str, now: bool, table: bool) -> Json:
    return {"refId": name, "datasource": DATASOURCE, "editorMode": "code", "expr": query.expression,
            "legendFormat": query.legend or "__auto", "instant": now, "range": not now,
            "format": "table" if table else "time_series"}


def _defaults(panel: Panel) -> Json:
    by_threshold = bool(panel.steps or panel.states) and not isinstance(panel, Lines)
    defaults: Json = {
        "unit": panel.unit.value,
        "color": {"mode": "thresholds" if by_threshold else "palette-classic"},
        "mappings": _mappings(panel.states),
        "thresholds": _thresholds(panel.steps),
        "links": [_link(link) for link in panel.links],
        "custom": _custom(panel),
    }
    if isinstance(panel, (Stat, Table)):
        defaults["noValue"] = panel.silent
    if isinstance(panel, Lines) and panel.floor is not None:
        defaults["min"] = panel.floor
    if panel.decimals is not None:
        defaults["decimals"] = panel.decimals
    return defaults


def _mappings(states: tuple[State, ...]) -> list[Json]:
    values = {str(state.value): {"text": state.word, "color": state.color.value, "index": index}
              for index, state in enumerate(states) if not state.or_less}
    mappings: list[Json] = [{"type": "value", "options": values}] if values else []
    return mappings + [
        {"type": "range", "options": {"from": None, "to": state.value, "result": {
            "text": state.word, "color": state.color.value, "index": index}}}
        for index, state in enumerate(states) if state.or_less]


def _thresholds(steps: tuple[Step, ...]) -> Json:
    return {"mode": "absolute", "steps": [{"color": step.color.value, "value": step.value}
                                          for step in steps or (Step(Color.BLUE),)]}


def _link(link: Link) -> Json:
    return {"title": link.title, "url": link.url, "targetBlank": True}


def _custom(panel: Panel) -> Json:
    if isinstance(panel, Timeline):
        return {"fillOpacity": 80, "lineWidth": 0, "spanNulls": False}
    if isinstance(panel, Lines):
        return {"drawStyle": "bars" if panel.bars else "line", "lineInterpolation": "stepAfter",
                "lineWidth": 1, "fillOpacity": 60 if panel.bars else 10, "showPoints": "never",
                "spanNulls": False, "stacking": {"mode": "normal" if panel.stacked else "none"},
                "thresholdsStyle": {"mode": "dashed" if panel.steps else "off"}}
    return {"align": "auto", "cellOptions": {"type": "auto"}} if isinstance(panel, Table) else {}


def _options(panel: Panel) -> Json:
    if isinstance(panel, Stat):
        return {"colorMode": "background", "graphMode": "none", "justifyMode": "center",
                "orientation": "auto", "textMode": "value_and_name" if panel.named else "value",
                "reduceOptions": {"calcs": ["lastNotNull"], "fields": "", "values": False}}
    if isinstance(panel, Timeline):
        return {"mergeValues": True, "showValue": "auto", "alignValue": "left", "rowHeight": 0.85,
                "legend": {"displayMode": "list", "placement": "bottom", "showLegend": True},
                "tooltip": {"mode": "single", "sort": "none"}}
    if isinstance(panel, Lines):
        return {"legend": {"displayMode": "table", "placement": "bottom", "showLegend": True,
                           "calcs": ["last", "max"]},
                "tooltip": {"mode": "multi", "sort": "desc"}}
    if isinstance(panel, Table):
        order = [{"displayName": panel.sort, "desc": False}] if panel.sort else []
        return {"showHeader": True, "cellHeight": "sm", "sortBy": order}
    raise TypeError(type(panel))


def _colored(legend: str, color: Color) -> Json:
    return {"matcher": {"id": "byName", "options": legend},
            "properties": [{"id": "color", "value": {"mode": "fixed", "fixedColor": color.value}}]}


# tables

def _field(column: Column, panel: Table) -> str:
    """A single query's values have no letter."""
    return "Value" if column.field == "Value #A" and len(panel.queries) == 1 else column.field


def _transformations(panel: Table) -> list[Json]:
    names = [_field(column, panel) for column in panel.columns]
    merge: list[Json] = [{"id": "merge", "options": {}}] if len(panel.queries) > 1 else []
    return [*merge,
            {"id": "filterFieldsByName", "options": {"include": {"names": names}}},
            {"id": "organize", "options": {
                "excludeByName": {},
                "indexByName": {name: index for index, name in enumerate(names)},
                "renameByName": {name: column.title
                                 for name, column in zip(names, panel.columns)}}}]


def _override(column: Column) -> Json:
    properties: list[tuple[str, object]] = []
    if column.unit:
        properties.append(("unit", column.unit.value))
    if column.decimals is not None:
        properties.append(("decimals", column.decimals))
    if column.states:
        properties.append(("mappings", _mappings(column.states)))
    if column.steps:
        properties.append(("thresholds", _thresholds(column.steps)))
    if column.states or column.steps:
        properties += [("color", {"mode": "thresholds"}),
                       ("custom.cellOptions", {"type": "color-text"})]
    if column.link:
        properties.append(("links", [_link(column.link)]))
    if column.width:
        properties.append(("custom.width", column.width))
    if column.hidden:
        properties.append(("custom.hidden", True))
    return {"matcher": {"id": "byName", "options": column.title},
            "properties": [{"id": name, "value": value} for name, value in properties]}
