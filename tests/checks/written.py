"""Holds that a document is what a program of ours prints."""
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def hold(document, program, arguments):
    """`arguments` of the script that calls: [--write] [PROGRAM], of some build; without it, that of build/dev. The exit status."""
    given = [argument for argument in arguments if argument != "--write"]
    printed = subprocess.run([given[0] if given else ROOT / "build/dev/tests" / program], check=True, capture_output=True,
                             text=True).stdout
    if "--write" in arguments:
        (ROOT / document).write_text(printed)
        return 0
    written = (ROOT / document).read_text() if (ROOT / document).exists() else ""
    if written == printed:
        return 0
    for line in set(printed.splitlines()) ^ set(written.splitlines()):
        print(f"{document} differs: {line}")
    print(f"write it anew: python3 {Path(sys.argv[0]).resolve().relative_to(ROOT)} --write")
    return 1
