"""Prometheus's and Alertmanager's own tools, and where the files are that they check."""
import json
import os
import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ALERTS = ROOT / "alerts"
RULES = ALERTS / "druidwatch.rules.yml"
ALERTMANAGER = ALERTS / "alertmanager.yml"

_ALERT = re.compile(r"^      - alert: (?P<alert>\w+)$(?P<body>.*?)(?=^      - |^  - name|\Z)", re.MULTILINE | re.DOTALL)


def binary():
    return Path(os.environ.get("DRUIDWATCH_BINARY") or ROOT / "build" / "release" / "druidwatch")


def printed(*flags):
    return subprocess.run([binary(), "rules", *flags], check=True, capture_output=True, text=True).stdout


def run(*command):
    """What it says, and whether it is content."""
    done = subprocess.run(command, capture_output=True, text=True)
    return done.returncode == 0, done.stdout + done.stderr


def alerts_of(rules):
    """(tier, name without DruidHa) of every alert of a rule file."""
    return [(re.search(r"^          tier: (\w+)$", rule["body"], re.MULTILINE)[1], rule["alert"].removeprefix("DruidHa"))
            for rule in _ALERT.finditer(rules)]


def records_of(rules):
    return re.findall(r"^      - record: (\S+)$", rules, re.MULTILINE)


def rule_of(tier, alert):
    """Its text in the rule file; there is one of each."""
    (found,) = [rule for rule in _ALERT.finditer(RULES.read_text())
                if rule["alert"] == f"DruidHa{alert}" and f"          tier: {tier}\n" in rule["body"]]
    return found[0]


def write_test(folder, name, rule, document):
    """A test of one rule by itself: promtool would evaluate all the others at each step, too. JSON is YAML."""
    (folder / f"{name}.rules.yml").write_text(f"groups:\n  - name: one\n    rules:\n{rule}")
    path = folder / f"{name}.json"
    path.write_text(json.dumps({**document, "rule_files": [f"{name}.rules.yml"]}, indent=1))
    return str(path)
