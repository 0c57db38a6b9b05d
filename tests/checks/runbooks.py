"""Checks that every alert has its runbook, and that runbooks and rules name only what exists: python3 runbooks.py [ROOT].

The catalog's rows are read from its sources, so that no build is needed; a row that is written in a
way not known here is an error, never passed over.
"""
import re
import sys
from pathlib import Path

ALERTS = "alerts"
RUNBOOKS = "alerts/runbooks"
INDEX = "README.md"
METRICS = "exporters/prometheus/METRICS.md"
HEADINGS = ["What it means", "How it was proved", "First", "Never", "How it ends"]

# Both roles of a master have the same rows, told once.
FOLDER_OF = {"coordinator": "role", "overlord": "role"}

CONSTANT = re.compile(r'\bInvariantId (?P<name>\w+)\{(?P<tier>[\w."]+), "(?P<row>\w+)"\}')
TIER = re.compile(r"\bconst auto tier = (?P<value>[^;]+);")
ROW = re.compile(r"\brow\(\s*(?P<id>\{[^}]*\}|\w+),\s*(?P<severity>critical|warning|info|none)\b")
BRACED = re.compile(r'\{\s*(?P<tier>[\w."]+),\s*"(?P<row>\w+)"\s*\}')
OF_THE_AGENT = re.compile(r'\.tier = "agent", \.name = "(?P<row>\w+)"')

OF_PROMETHEUS = re.compile(r'\breturn rule\("(?P<row>\w+)",.*?"(?P<severity>critical|warning|info|none)"', re.DOTALL)

ALERT = re.compile(r"\bDruidHa(?P<row>[A-Z]\w*)")
METRIC = re.compile(r"\b(?:druid_ha|druidwatch)_\w+")
LINK = re.compile(r"\]\((?P<to>[^)\s#]+)(?:#[^)\s]*)?\)")
DESCRIBED = re.compile(r"^\| `(?P<name>\w+)` \| (?P<type>\w+) \|", re.MULTILINE)


class Unreadable(Exception):
    """The catalog is written in a way that this check does not know."""


class Source:
    """One file of the catalog, with the constants of the headers."""

    def __init__(self, name, text, shared):
        self.name, self.text = name, text
        self.constants = dict(shared)
        for found in CONSTANT.finditer(text):
            self.constants[found["name"]] = (self.tier(found["tier"], found.start()), found["row"])

    def tier(self, expression, at):
        """What an expression for a tier says, where it stands in the text."""
        if expression.startswith('"'):
            return expression.strip('"')
        if expression == "tier":
            before = [found["value"] for found in TIER.finditer(self.text, 0, at)]
            if before and before[-1].startswith("cluster::name_of("):
                return "role"
            if before:
                return self.tier(before[-1], at)
        if expression.endswith(".tier") and (constant := expression[:-len(".tier")]) in self.constants:
            return self.constants[constant][0]
        raise Unreadable(f"{self.name}: no tier is known by `{expression}`")

    def rows(self):
        found = list(ROW.finditer(self.text))
        if len(found) != len(re.findall(r"\brow\(", self.text)):
            raise Unreadable(f"{self.name}: a row() is written in a way that is not known here")
        for row in found:
            yield self.identity(row["id"], row.start()), row["severity"]

    def identity(self, written, at):
        if braced := BRACED.fullmatch(written):
            return self.tier(braced["tier"], at), braced["row"]
        if written in self.constants:
            return self.constants[written]
        raise Unreadable(f"{self.name}: no invariant is known by `{written}`")


def catalog(root):
    """(folder, name) of every row, and its severity."""
    shared = {}
    for header in sorted((root / "agent/invariants").glob("catalog*.hpp")):
        shared = Source(header.name, header.read_text(), shared).constants
    rows = {}
    for file in sorted((root / "agent/invariants").glob("catalog*.cpp")):
        for (tier, name), severity in Source(file.name, file.read_text(), shared).rows():
            rows[FOLDER_OF.get(tier, tier), name] = severity
    for file in sorted((root / "agent/alerting").glob("*.cpp")):
        for found in OF_THE_AGENT.finditer(file.read_text()):
            rows.setdefault(("agent", found["row"]), "none")
    for file in sorted((root / "agent/alerting/rules").glob("*.cpp")):
        for found in OF_PROMETHEUS.finditer(file.read_text()):
            rows["agent", found["row"]] = found["severity"]
    if not rows:
        raise Unreadable("agent/invariants: no row was found")
    return rows


def metrics(root):
    """Every name of METRICS.md, which is written from the exporter's code, and what a scrape makes of histograms."""
    names = set()
    for found in DESCRIBED.finditer((root / METRICS).read_text()):
        histogram = found["type"] == "histogram"
        names.update(found["name"] + part for part in (("", "_bucket", "_count", "_sum") if histogram else ("",)))
    return names


def what_it_names(path, text, rows, known_metrics):
    alerts = {name for _, name in rows}
    for number, line in enumerate(text.splitlines(), 1):
        for found in ALERT.finditer(line):
            if found["row"] not in alerts:
                yield f"{number}: no alert is called {found[0]}"
        for found in METRIC.finditer(line):
            if found[0] not in known_metrics:
                yield f"{number}: no metric is called {found[0]}"
        for found in LINK.finditer(line):
            if "://" not in found["to"] and not (path.parent / found["to"]).exists():
                yield f"{number}: the link to {found['to']} leads nowhere"


def how_it_is_built(name, text):
    first = text.splitlines()[0] if text else ""
    if not re.fullmatch(rf"# DruidHa{name}(?: \(\w+\))?", first):
        yield f"1: the title is not `# DruidHa{name}`, with its tier in parentheses at most"
    headings = re.findall(r"^## (.+)$", text, re.MULTILINE)
    if headings != HEADINGS:
        yield f"1: its headings are not {', '.join(HEADINGS)}, each once and in that order"


def how_the_index_tells_it(index, folder, name, severity):
    entry = f"[DruidHa{name}]({folder}/{name}.md)"
    lines = [line for line in index.splitlines() if entry in line]
    if len(lines) != 1:
        yield f"names {entry} in {len(lines)} lines instead of one"
    elif f"| {severity} |" not in lines[0]:
        yield f"{entry} is {severity} by the catalog"


def objections(root):
    rows, known_metrics = catalog(root), metrics(root)
    home = root / RUNBOOKS
    index = home / INDEX
    index_text = index.read_text() if index.exists() else ""
    for (folder, name), severity in sorted(rows.items()):
        if not (home / folder / f"{name}.md").is_file():
            yield f"{RUNBOOKS}/{folder}/{name}.md: missing, as the catalog has that row"
        for trouble in how_the_index_tells_it(index_text, folder, name, severity):
            yield f"{RUNBOOKS}/{INDEX}: {trouble}"
    for path in sorted(home.rglob("*")):
        if path.is_dir():
            continue
        file = path.relative_to(root).as_posix()
        text = path.read_text()
        if path != index:
            if (path.parent.name, path.stem) not in rows or path.parent.parent != home or path.suffix != ".md":
                yield f"{file}: the catalog has no such row"
            yield from (f"{file}:{trouble}" for trouble in how_it_is_built(path.stem, text))
        yield from (f"{file}:{trouble}" for trouble in what_it_names(path, text, rows, known_metrics))
    beside = [*(root / ALERTS).glob("*.*"), *(root / ALERTS / "tests").glob("*.yml")]
    for path in sorted(beside):
        file = path.relative_to(root).as_posix()
        yield from (f"{file}:{trouble}" for trouble in what_it_names(path, path.read_text(), rows, known_metrics))


def main(arguments):
    root = Path(arguments[0]) if arguments else Path(__file__).resolve().parents[2]
    try:
        found = list(objections(root))
    except Unreadable as why:
        found = [str(why)]
    print("\n".join(found) if found else "every alert has its runbook, and each names what exists")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
