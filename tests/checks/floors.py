"""Checks that the includes keep to the floors of ARCHITECTURE.md: python3 floors.py [ROOT].

A room includes only itself and rooms that stand below it. Prints file:line of every include that
does not, and what it breaks; ends with 1 then.
"""
import re
import sys
from pathlib import Path

FLOORS = [
    {"base"},
    {"config"},
    {"cluster", "net"},
    {"probes", "invariants"},
    {"alerting", "history"},
    {"watch"},
    {"exporters"},
    {"cli"},
]
FLOOR_OF = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}

# Rooms of values in, values out: what talks to the outside has no business there.
PURE = {"base", "config", "cluster", "invariants"}
INPUT_OUTPUT = re.compile(r"boost/(asio|beast)|curl/|libpq-fe|mysql|mariadb|zookeeper/|sqlite3|sys/socket|netinet/")

# Headers that cost seconds in every file that sees them.
HEAVY = re.compile(r"boost/beast|boost/asio/ssl|spdlog/spdlog\.h")
BANNED = {"boost/asio.hpp": "a narrow header of Asio does, and costs a tenth"}

GENERATED = "generated/"  # by CMake, of no room

INCLUDE = re.compile(r'^\s*#\s*include\s*(?:"(?P<ours>[^"]+)"|<(?P<theirs>[^>]+)>)')


def room_of(path):
    """The room of a file or of an include, both as written from the root; None when it is in none."""
    parts = Path(path).parts
    if parts[0] == "agent":
        parts = parts[1:]
    return parts[0] if len(parts) > 1 and parts[0] in FLOOR_OF else None


def objection_to_ours(file, include):
    """What an include of a header of ours breaks, or None."""
    if include.startswith(GENERATED):
        return None
    target = room_of(include)
    if target is None:
        return f'"{include}" names no room: write it from agent/, or exporters/ with its folder'
    if file == "agent/main.cpp":
        return None if target == "cli" else f"main.cpp hands over to cli; it knows nothing of {target}"
    source = room_of(file)
    if source is None:
        return f"{file} stands in no room"
    above, below = FLOOR_OF[source], FLOOR_OF[target]
    if source == target or below < above:
        return None
    if below == above:
        return f"{source} and {target} share floor {above}: neither knows the other"
    return f"{source} (floor {above}) must not know {target} (floor {below}), which stands above it"


def objection_to_theirs(file, include):
    """What an include of a library's header breaks, or None."""
    if include in BANNED:
        return f"<{include}>: {BANNED[include]}"
    if room_of(file) in PURE and INPUT_OUTPUT.search(include):
        return f"<{include}>: {room_of(file)} takes values and gives values; input and output are net's"
    if file.endswith(".hpp") and HEAVY.search(include):
        return f"<{include}> is for .cpp files only: it costs seconds wherever it is seen"
    return None


def objections(root):
    for folder in ("agent", "exporters"):
        for path in sorted((root / folder).rglob("*.[ch]pp")):
            file = path.relative_to(root).as_posix()
            for number, line in enumerate(path.read_text().splitlines(), 1):
                if found := INCLUDE.match(line):
                    ours, theirs = found["ours"], found["theirs"]
                    trouble = objection_to_ours(file, ours) if ours else objection_to_theirs(file, theirs)
                    if trouble:
                        yield f"{file}:{number}: {trouble}"


def main(arguments):
    root = Path(arguments[0]) if arguments else Path(__file__).resolve().parents[2]
    found = list(objections(root))
    print("\n".join(found) if found else "every include keeps to the floors")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
