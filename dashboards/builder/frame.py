"""What all dashboards have around their panels: variables, links and annotations."""
from typing import Any

from .promql import AGENTS, of_cluster, over, per_second

Json = dict[str, Any]

DATASOURCE = {"type": "prometheus", "uid": "${datasource}"}
AGENT = "${agent_url:raw}"  # external_url of druidwatch_agent_info


def variables() -> list[Json]:
    source: Json = {"type": "datasource", "name": "datasource", "label": "Data Source",
                    "query": "prometheus", "refresh": 1, "hide": 0, "current": {}, "regex": ""}
    return [source,
            _query("druid_cluster", "Druid cluster",
                   "label_values(druid_ha_watch_complete, druid_cluster)"),
            _query("job", "Job", "label_values(druidwatch_build_info, job)", several=True),
            _query("instance", "Instance",
                   'label_values(druidwatch_build_info{job=~"$job"}, instance)', several=True),
            _query("agent_url", "Agent",
                   f"label_values(druidwatch_agent_info{{{AGENTS}}}, external_url)", hidden=True)]


def _query(name: str, label: str, query: str, *, several: bool = False,
           hidden: bool = False) -> Json:
    variable: Json = {
        "type": "query", "name": name, "label": label, "datasource": DATASOURCE,
        "definition": query, "query": {"query": query, "refId": "StandardVariableQuery"},
        "refresh": 2, "sort": 1, "hide": 2 if hidden else 0, "regex": "",
        "multi": several, "includeAll": several, "current": {}}
    if several:
        variable |= {"allValue": ".+", "current": {"selected": True, "text": ["All"],
                                                   "value": ["$__all"]}}
    return variable


def links() -> list[Json]:
    others: Json = {"type": "dashboards", "title": "druidwatch", "tags": ["druidwatch"],
                    "asDropdown": False, "includeVars": True, "keepTime": True,
                    "targetBlank": False, "icon": "dashboard", "tooltip": "", "url": ""}
    return [others, _address("The agent's page", AGENT + "/"),
            _address("Runbooks", AGENT + "/runbooks/")]


def _address(title: str, url: str) -> Json:
    return {"type": "link", "title": title, "url": url, "targetBlank": True,
            "icon": "external link", "asDropdown": False, "includeVars": False, "keepTime": False,
            "tags": [], "tooltip": ""}


def annotations() -> list[Json]:
    changes = per_second(of_cluster("druid_ha_leader_changes_total"))
    critical = of_cluster("druid_ha_alerts", severity="critical", state="firing")
    return [_annotation("Leader changes", "blue", over("max", changes, "tier") + " > 0",
                        "{{tier}}: another node leads"),
            _annotation("Critical alerts", "red", over("max", critical, "severity") + " > 0",
                        "critical alerts fire")]


def _annotation(name: str, color: str, expression: str, text: str) -> Json:
    return {"name": name, "enable": True, "hide": False, "iconColor": color,
            "datasource": DATASOURCE, "expr": expression, "step": "15s", "titleFormat": text,
            "textFormat": "", "tagKeys": "tier,severity", "useValueForTime": False}
