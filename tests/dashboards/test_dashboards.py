"""The dashboards are what their code builds, and what they ask for exists: no server is needed to know that."""
import itertools
import json
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from reading import FOLDER, ROOT, dashboards, panels, questions, substituted  # noqa: E402

sys.path.insert(0, str(ROOT / "dashboards"))

from builder import DASHBOARDS, limits  # noqa: E402

PROMETHEUS_OWN = {"up": set(), "scrape_duration_seconds": set()}
SCRAPE = {"job", "instance"}  # labels that Prometheus adds
PARTS = {"_bucket": {"le"}, "_sum": set(), "_count": set()}  # of a histogram

# What no panel needs to show, and why.
NOT_SHOWN = {
    "probe_success": "of /probe, which is a scrape of its own",
    "probe_duration_seconds": "of /probe, which is a scrape of its own",
    "druidwatch_config_last_reload_success_timestamp_seconds": "whether the newest reading succeeded is what matters",
    "druid_ha_alert_in_maintenance": "a violated invariant is shown as one, whoever is not to be woken by it",
    "druid_ha_node_up": "druid_ha_node_state tells the same and more",
    "process_virtual_memory_bytes": "address space costs nothing",
    "process_max_fds": "a limit of the kernel's, thousands above what is open",
}

STRING = re.compile(r'"[^"]*"')
SELECTOR = re.compile(r"([a-z_][a-z0-9_]*)\{([^}]*)\}")
MATCHER = re.compile(r'(\w+)\s*(?:=~|!~|!=|=)\s*"')
GROUPING = re.compile(r"\bby \(([^)]*)\)")
FUNCTION = re.compile(r"\b[a-z_]+\s*\(")
KEYWORDS = {"and", "or", "bool", "by"}


def metrics():
    """Labels by metric, as METRICS.md has them."""
    known = dict(PROMETHEUS_OWN)
    text = (ROOT / "exporters" / "prometheus" / "METRICS.md").read_text()
    for row in re.finditer(r"^\| `(\w+)` \| (\w+) \| [^|]* \|([^|]*)\|", text, re.MULTILINE):
        name, kind, labels = row[1], row[2], set(re.findall(r"`(\w+)`", row[3]))
        for suffix, more in PARTS.items() if kind == "histogram" else {"": set()}.items():
            known[name + suffix] = labels | more
    known.update({name: set() for name in re.findall(r"`(process_\w+)`", text)})
    return known


def named(expression):
    """Every metric of it, with the labels that it is selected by."""
    found = [(name, set(MATCHER.findall(matchers))) for name, matchers in SELECTOR.findall(expression)]
    rest = GROUPING.sub("", SELECTOR.sub("", STRING.sub("", expression)))
    rest = FUNCTION.sub("(", re.sub(r"\[[^\]]*\]|\$\w+", "", rest))
    return found + [(name, set()) for name in re.findall(r"[a-z_]\w*", rest) if name not in KEYWORDS]


class Dashboards(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.documents = dashboards()
        cls.panels = [(name, panel) for name, document in cls.documents.items() for panel in panels(document)]
        cls.questions = [question for name, document in cls.documents.items() for question in questions(name, document)]

    def test_they_are_what_the_code_builds(self):
        checked = subprocess.run([sys.executable, "-m", "builder", "--check"], cwd=ROOT / "dashboards", text=True, capture_output=True)
        self.assertEqual(checked.returncode, 0, checked.stdout + checked.stderr)

    def test_the_code_passes_strict_type_checks(self):
        if not shutil.which("mypy"):
            self.skipTest("there is no mypy")
        with tempfile.TemporaryDirectory() as cache:
            checked = subprocess.run(["mypy", "--strict", "--cache-dir", cache, "builder"], cwd=ROOT / "dashboards", text=True,
                                     capture_output=True)
        self.assertEqual(checked.returncode, 0, checked.stdout + checked.stderr)

    def test_they_can_be_provisioned_and_not_edited_there(self):
        self.assertEqual(len({document["uid"] for document in self.documents.values()}), len(DASHBOARDS))
        for name, document in self.documents.items():
            self.assertNotIn("__inputs", document, name)
            self.assertFalse(document["editable"], name)
            self.assertEqual(document["schemaVersion"], 39, name)
            variables = {variable["name"]: variable for variable in document["templating"]["list"]}
            self.assertEqual(variables["datasource"]["label"], "Data Source", name)
            self.assertLessEqual({"druid_cluster", "job", "instance"}, set(variables), name)

    def test_every_panel_has_title_description_unit_and_data_source(self):
        for name, panel in self.panels:
            where = f"{name}: {panel['title']}"
            self.assertTrue(panel["title"] and panel["description"].endswith("."), where)
            defaults = panel["fieldConfig"]["defaults"]
            self.assertTrue(defaults["mappings"] if defaults["unit"] == "bool" else defaults["unit"], where)
            for of in (panel, *panel["targets"]):
                self.assertEqual(of["datasource"]["uid"], "${datasource}", where)

    def test_panels_of_a_dashboard_have_names_of_their_own_and_lie_beside_each_other(self):
        for name, document in self.documents.items():
            titles = [panel["title"] for panel in panels(document)]
            self.assertEqual(len(set(titles)), len(titles), name)
            ids = [panel["id"] for panel in panels(document)] + [row["id"] for row in document["panels"] if row["type"] == "row"]
            self.assertEqual(len(set(ids)), len(ids), name)
            places = [(panel["title"], panel["gridPos"]) for panel in document["panels"]]
            for title, place in places:
                self.assertLessEqual(place["x"] + place["w"], 24, f"{name}: {title}")
            for (one, a), (other, b) in itertools.combinations(places, 2):
                apart = (a["x"] + a["w"] <= b["x"] or b["x"] + b["w"] <= a["x"] or a["y"] + a["h"] <= b["y"]
                         or b["y"] + b["h"] <= a["y"])
                self.assertTrue(apart, f"{name}: {one} lies over {other}")

    def test_what_is_shown_as_now_is_asked_for_now(self):
        # The last value of a range may be an hour old, of something that is not known any more.
        for name, panel in self.panels:
            now = panel["type"] in ("stat", "table")
            for target in panel["targets"]:
                self.assertEqual((target["instant"], target["range"]), (now, not now), f"{name}: {panel['title']}")

    def test_every_query_names_only_metrics_and_labels_that_exist(self):
        known = metrics()
        for question in self.questions:
            used = set()
            for metric, labels in named(question.expression):
                self.assertIn(metric, known, f"{question} in {question.expression}")
                self.assertLessEqual(labels, known[metric] | SCRAPE, f"{question} of {metric}")
                used |= known[metric]
            grouped = {label for clause in GROUPING.findall(question.expression) for label in clause.split(", ")}
            self.assertLessEqual(grouped, used | SCRAPE | {"runbook"}, str(question))

    def test_every_query_says_of_which_agents_and_a_cluster_s_of_which_cluster(self):
        for question in self.questions:
            for metric, labels in named(question.expression):
                needed = SCRAPE | ({"druid_cluster"} if metric.startswith("druid_ha_") else set())
                self.assertLessEqual(needed, labels, f"{question} of {metric}")

    def test_every_metric_is_shown_somewhere(self):
        shown = {metric for question in self.questions for metric, _ in named(question.expression)}
        base = {metric for metric in metrics() if not metric.endswith(("_sum", "_count"))}
        self.assertEqual(base - shown, set(NOT_SHOWN), "either no panel asks for it, or NOT_SHOWN is out of date")

    def test_promtool_reads_every_query(self):
        promtool = shutil.which("promtool")
        if not promtool:
            self.skipTest("there is no promtool")
        rules = [{"record": f"question:number{number}", "expr": substituted(question.expression, druid_cluster="lab", **TIMES)}
                 for number, question in enumerate(self.questions)]
        with tempfile.NamedTemporaryFile("w", suffix=".yml") as file:
            json.dump({"groups": [{"name": "dashboards", "rules": rules}]}, file)  # JSON is YAML
            file.flush()
            checked = subprocess.run([promtool, "check", "rules", file.name], text=True, capture_output=True)
        self.assertEqual(checked.returncode, 0, checked.stdout + checked.stderr)

    def test_the_lines_in_panels_are_the_limits_of_the_configuration(self):
        text = (ROOT / "agent" / "config" / "config.hpp").read_text()
        for field, limit in {"int max_outstanding_requests = 10;": limits.MAX_OUTSTANDING_REQUESTS == 10,
                             "milliseconds max_latency{100};": limits.MAX_LATENCY_SECONDS == 0.1,
                             "milliseconds max_lag_time{30s};": limits.MAX_LAG_SECONDS == 30,
                             "max_lag_bytes = 64LL << 20;": limits.MAX_LAG_BYTES == 64 << 20,
                             "max_retained_bytes = 10LL << 30;": limits.MAX_RETAINED_BYTES == 10 << 30}.items():
            self.assertIn(field, text)
            self.assertTrue(limit, field)
        routes = (ROOT / "exporters" / "web" / "routes.hpp").read_text()
        self.assertIn(f"snapshot_too_old{{{limits.SNAPSHOT_TOO_OLD_SECONDS}}};", routes)

    def test_provisioning_finds_them(self):
        provider = (ROOT / "dashboards" / "provisioning" / "dashboards.yml").read_text()
        self.assertIn("type: file", provider)
        self.assertTrue(any(FOLDER.glob("*.json")))


TIMES = {"__rate_interval": "1m", "__range": "1h", "__interval": "15s"}


if __name__ == "__main__":
    unittest.main()
