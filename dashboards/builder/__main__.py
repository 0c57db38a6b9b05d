"""Writes dashboards/json; with --check it only tells whether what is there is the same."""
import json
import sys
from pathlib import Path

from . import DASHBOARDS, classic

HERE = Path(__file__).resolve().parents[1] / "json"


def main(arguments: list[str]) -> int:
    written = {f"{dashboard.uid.removeprefix('druidwatch-')}.json":
               json.dumps(classic(dashboard), indent=2, ensure_ascii=False) + "\n"
               for dashboard in DASHBOARDS}
    if arguments == ["--check"]:
        there = {path.name: path.read_text() for path in HERE.glob("*.json")}
        differing = sorted(name for name in written.keys() | there.keys()
                           if written.get(name) != there.get(name))
        print("\n".join(f"{name} is not what the code builds, see docs/dashboards.md"
                        for name in differing) or "the dashboards are what the code builds")
        return 1 if differing else 0
    if arguments:
        print("there is only --check", file=sys.stderr)
        return 2
    for name, text in written.items():
        (HERE / name).write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
