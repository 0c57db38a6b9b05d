"""Checks what a reviewer would have to look for in every file of the tree: python3 tree.py [ROOT]."""
import re
import subprocess
import sys
from pathlib import Path

LINES_AT_MOST = 300
SOURCE_FOLDERS = ("agent/", "exporters/")

# What tests wait with: the loops that ask until an event has come, relays that are slow on purpose,
# a page's server that lets its stories go on.
MAY_SLEEP = ("tests/lab/lab/", "tests/browser/page_server.cpp")

# Folders of tests that are of no one source folder.
OF_THEIR_OWN = {"lab", "integration", "browser", "simulation", "fuzz", "bench", "checks", "fixtures", "support"}

# Written so that no pattern finds itself.
LEFT_OPEN = re.compile(r"\b(?:TO[D]O|FIX[M]E|XX[X])\b(?!\s*\(#\d+\))")
SLEEP = re.compile(r"\btime\.slee[p]\(|\bthis_thread::slee[p]_|\buslee[p]\(|::slee[p]\(|\basyncio\.slee[p]\(|waitForTimeou[t]|^\s*slee[p] \d")
MACHINE_PATH = re.compile(r"""(?<![\w.$}~/-])/(?:wor[k]|roo[t]|hom[e]/\w+|far[m]|User[s]/\w+)/""")
REGISTRY = re.compile(
    r"\b(?:repo\d?|registry|proxy|index|files|static|deb|security|archive|plugins)\d?[.]"
    r"(?:[\w-]+[.])*(?:maven|apache|npmjs|yarnpkg|pythonhosted|pypi|golang|crates|rubygems|debian|ubuntu|docker)[.](?:org|com|io)\b"
    r"|\b(?:pypi|crates|rubygems)[.](?:org|io)\b|\b(?:docker|quay|ghcr|gcr)[.]io\b", re.IGNORECASE)


def files_of(root):
    """Every file of the tree, also those not yet added, as git sees them."""
    # safe.directory: a CI job often runs as another user than the one who checked out.
    listed = subprocess.run(
        ["git", "-c", "safe.directory=*", "-C", root, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        check=True, capture_output=True, text=True).stdout
    return sorted(name for name in listed.split("\0") if name and (root / name).is_file())


def line_objections(file, line):
    if LEFT_OPEN.search(line):
        yield "left open without the number of its issue, as in TO" + "DO(#12)"
    if file.startswith("tests/") and not file.startswith(MAY_SLEEP) and SLEEP.search(line):
        yield "a test awaits an event, it does not sleep"
    if MACHINE_PATH.search(line):
        yield "a path of one machine"
    if REGISTRY.search(line):
        yield "the host of a package registry: each machine has its own settings for that"


def place_objection(root, file):
    """A test lies where what it tests lies: tests/agent/net for agent/net."""
    parts = Path(file).parts
    if parts[0] != "tests" or len(parts) < 3 or parts[1] in OF_THEIR_OWN:
        return None
    mirrored = Path(*parts[1:-1])
    return None if (root / mirrored).is_dir() else f"mirrors {mirrored.as_posix()}/, which does not exist"


def objections(root, files):
    for file in files:
        if trouble := place_objection(root, file):
            yield f"{file}: {trouble}"
        try:
            lines = (root / file).read_text().splitlines()
        except UnicodeDecodeError:
            continue  # an image, an archive
        for number, line in enumerate(lines, 1):
            for trouble in line_objections(file, line):
                yield f"{file}:{number}: {trouble}"
        if file.startswith(SOURCE_FOLDERS) and len(lines) > LINES_AT_MOST:
            yield f"{file}: {len(lines)} lines; past {LINES_AT_MOST} a file holds more than one concept"


def main(arguments):
    root = Path(arguments[0]) if arguments else Path(__file__).resolve().parents[2]
    found = list(objections(root, files_of(root)))
    print("\n".join(found) if found else "the tree is as it should be")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
