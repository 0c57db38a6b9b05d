"""The two watchers of a comparison, told to watch the same masters: druidwatch, and Prometheus with its blackbox exporter."""
import json
import os
import platform
import re
import sys
from datetime import datetime, timezone
from pathlib import Path

from lab import ask, wait
from lab.agent import Agent
from lab.prometheus import BlackboxExporter, Prometheus
from lab.server import Server

HERE = Path(__file__).resolve().parent
RESULTS = HERE.parents[1] / "build" / "bench"
PATHS = {"coordinator": "/druid/coordinator/v1/isLeader", "overlord": "/druid/indexer/v1/isLeader"}
NEVER = "1h"  # questions that the other watcher does not ask either


class StandIn(Server):
    def __init__(self, lab, name, leads, address="127.0.0.1"):
        super().__init__(lab, name)
        self.leads, self.address, self.port = leads, address, lab.port(name)
        self.node = f"127.0.0.1:{self.port}"

    def command(self):
        return [sys.executable, "-SE", HERE / "standin.py", self.address, self.port, self.leads]

    def ready(self):
        return ask.says_ok(f"http://{self.node}/status/health")

    def counts(self):
        return ask.get(f"http://{self.node}/counts").json


def agent(lab, clusters, seconds, receiver):
    """`clusters`: for each its coordinators and its overlords, as host:port."""
    def urls(nodes):
        return [f"http://{node}" for node in nodes]

    configuration = {
        "global": {"poll": {"master": f"{seconds}s", "master_slow": NEVER, "duties": NEVER, "properties": NEVER}},
        "clusters": [{"name": f"cluster-{number}",
                      "druid": {"discovery": "static", "coordinators": urls(coordinators), "overlords": urls(overlords)}}
                     for number, (coordinators, overlords) in enumerate(clusters)],
        "alerting": {"alertmanagers": [receiver.url.rstrip("/")],
                     "overrides": [{"alert": "DruidHaNodeDown", "match": {"tier": "master"}, "hold": "0s"}]},
    }
    return Agent(lab, json.dumps(configuration, indent=1))


def blackbox(lab):
    module = {"prober": "http", "http": {"valid_status_codes": [200, 404], "preferred_ip_protocol": "ip4",
                                         "fail_if_body_not_matches_regexp": ['"leader":(true|false)']}}
    return BlackboxExporter(lab, configuration=json.dumps({"modules": {"is_leader": module}}))


def prometheus(lab, clusters, seconds, receiver, exporter):
    nodes = [(node, role) for cluster in clusters for role, nodes in zip(PATHS, cluster) for node in nodes]
    relabel = [{"source_labels": ["__address__"], "target_label": "__param_target"},
               {"source_labels": ["__param_target"], "target_label": "instance"},
               {"target_label": "__address__", "replacement": exporter.url.removeprefix("http://")}]
    configuration = {
        "global": {"scrape_interval": f"{seconds}s", "scrape_timeout": f"{min(seconds, 10)}s",
                   "evaluation_interval": f"{seconds}s"},
        "alerting": {"alertmanagers": [{"static_configs": [{"targets": [receiver.url.removeprefix("http://").rstrip("/")]}]}]},
        "rule_files": ["rules.yml"],
        "scrape_configs": [{"job_name": "druid", "metrics_path": "/probe", "params": {"module": ["is_leader"]},
                            "static_configs": [{"targets": [f"{node}{PATHS[role]}"], "labels": {"node": node}}
                                               for node, role in nodes],
                            "relabel_configs": relabel}],
    }
    # A group is evaluated at a moment of its own within the interval; one group for all would tie every alert to one moment.
    groups = [{"name": node, "rules": [{"alert": "MasterDown", "expr": f'probe_success{{node="{node}"}} == 0'}]}
              for node, _ in nodes]
    return Prometheus(lab, configuration=json.dumps(configuration), rules={"rules.yml": json.dumps({"groups": groups})})


def nodes_up(watcher):
    """The nodes that druidwatch says are up; a combined master is one node in two tiers."""
    return {re.search('node="([^"]+)"', line)[1] for line in watcher.metrics().splitlines()
            if line.startswith("druid_ha_node_up{") and line.endswith(" 1")}


def await_all_seen(watcher, stack, nodes, seconds):
    """Until both have found every node up; a comparison must not begin before."""
    patience = 30 + 3 * seconds
    stack.await_value(f"count(probe_success == 1) == {nodes}", patience)
    wait.until(lambda: len(nodes_up(watcher)) == nodes, patience, f"druidwatch has found {nodes} nodes up")


def keep(name, result):
    """Writes a result to build/bench, with what one must know to judge it."""
    RESULTS.mkdir(parents=True, exist_ok=True)
    result = {"taken": datetime.now(timezone.utc).isoformat(timespec="seconds"), "cpus": os.cpu_count(),
              "system": platform.platform(), "load": os.getloadavg(), **result}
    (RESULTS / f"{name}.json").write_text(json.dumps(result, indent=1) + "\n")
