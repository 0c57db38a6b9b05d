"""A lab by hand:

    python3 -m lab up DIR              starts a Druid cluster in DIR, which stays when this command ends
    python3 -m lab ps DIR              what runs, and how large it is
    python3 -m lab faults              what can be broken
    python3 -m lab break DIR FAULT     breaks it
    python3 -m lab heal DIR            repairs whatever is broken
    python3 -m lab down DIR            ends everything
"""
import argparse
import shutil
import sys
import time
from pathlib import Path

from .artifacts import Unavailable
from .cluster import DruidCluster
from .faults import FAULTS, NotPossible
from .place import STATE, Lab
from .wait import NotInTime


def clear(folder):
    """Makes room for a new lab where an old one was; somebody else's folder is left alone."""
    folder = Path(folder)
    if (folder / STATE).exists():
        if Lab(folder, lasting=True).processes():
            raise ValueError(f"a lab runs in {folder} already: take it down first")
        shutil.rmtree(folder)


def opened(folder):
    if not (Path(folder) / STATE).exists():
        raise ValueError(f"there is no lab in {folder}: start one first")
    return DruidCluster(folder, lasting=True)


def up(options):
    clear(options.folder)
    began = time.monotonic()
    cluster = DruidCluster(options.folder, lasting=True, watched_through_paths=options.paths, historical=options.historical,
                           session_timeout_ms=options.session_timeout_ms)
    with cluster.lab.alone():
        cluster.start().await_ready()
    print(f"up after {time.monotonic() - began:.1f} s")
    ps(options)


def ps(options):
    total = 0
    for name, process in opened(options.folder).lab.processes().items():
        size = process.resident_bytes
        total += size
        print(f"{name:<20} pid {process.pid:<8} {size >> 20:>5} MB{'  frozen' if process.frozen else ''}")
    print(f"{'':<20} {'':<12} {total >> 20:>5} MB")


def break_(options):
    cluster = opened(options.folder)
    if options.fault not in FAULTS:
        raise ValueError(f"there is no fault {options.fault}; these there are: {', '.join(FAULTS)}")
    with cluster.lab.alone():
        touched = FAULTS[options.fault](cluster)
    print(f"{options.fault}: {', '.join(touched)}")


def heal(options):
    cluster = opened(options.folder)
    began = time.monotonic()
    with cluster.lab.alone():
        cluster.repair()
    print(f"healed after {time.monotonic() - began:.1f} s")


def down(options):
    if (Path(options.folder) / STATE).exists():
        Lab(options.folder, lasting=True).end()


def faults(_):
    for fault in FAULTS.values():
        print(f"{fault.name:<21}{fault.sentence}")


def main():
    parser = argparse.ArgumentParser(prog="lab", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, function in (("up", up), ("ps", ps), ("break", break_), ("heal", heal), ("down", down), ("faults", faults)):
        command = commands.add_parser(name)
        command.set_defaults(run=function)
        if name != "faults":
            command.add_argument("folder")
        if name == "break":
            command.add_argument("fault", metavar="FAULT")
        if name == "up":
            command.add_argument("--paths", action="store_true", help="watch it from a network namespace, through paths")
            command.add_argument("--historical", action="store_true", help="with a Historical, too")
            command.add_argument("--session-timeout-ms", type=int, default=6000, help="of Druid's ZooKeeper sessions")
    options = parser.parse_args()
    try:
        options.run(options)
    except (ValueError, NotPossible, NotInTime, Unavailable, FileNotFoundError, RuntimeError) as trouble:
        sys.exit(f"lab: {trouble}")


if __name__ == "__main__":
    main()
