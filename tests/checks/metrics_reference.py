"""Holds that METRICS.md is what the code declares: python3 metrics_reference.py [--write] [PROGRAM].

PROGRAM is print_metrics of some build; without it, that of build/dev.
"""
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT / "exporters/prometheus/METRICS.md"
OF_DEV = ROOT / "build/dev/tests/print_metrics"


def main(arguments):
    write = "--write" in arguments
    programs = [argument for argument in arguments if argument != "--write"]
    declared = subprocess.run([programs[0] if programs else OF_DEV], check=True, capture_output=True, text=True).stdout
    if write:
        REFERENCE.write_text(declared)
        return 0
    written = REFERENCE.read_text()
    if written == declared:
        return 0
    for line in set(declared.splitlines()) ^ set(written.splitlines()):
        print(f"{REFERENCE.relative_to(ROOT)} differs: {line}")
    print(f"write it anew: python3 {Path(__file__).relative_to(ROOT)} --write")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
