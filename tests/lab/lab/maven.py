"""Jars that come through Maven, once, into a cache that all labs share."""
import contextlib
import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent


class Unavailable(Exception):
    """The jars could not be had; the text says what to do."""


def cache(name):
    home = os.environ.get("DRUIDWATCH_CACHE") or Path.home() / ".cache" / "druidwatch"
    return Path(home) / name


@contextlib.contextmanager
def locked(folder):
    """Labs that start at once fetch once: the others wait here, then find everything in place."""
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / ".lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def run(command, trouble):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode != 0:
        raise Unavailable(f"{trouble}\n" + "\n".join(done.stdout.splitlines()[-15:]))


def fetch(folder, what, pom, **properties):
    """The jars that `pom` names, in `folder`/lib, in a fixed order: which of two equal classes wins must not depend on the file
    system."""
    jars = folder / "lib"
    if not jars.is_dir():
        if not shutil.which("mvn"):
            raise Unavailable(f"Maven (mvn) is not installed, and the jars of {what} come through it")
        print(f"fetching the jars of {what} into {folder}", file=sys.stderr)
        partial = folder / "lib.partial"
        shutil.rmtree(partial, ignore_errors=True)
        run(["mvn", "-B", "-q", "-f", HERE / pom, "dependency:copy-dependencies", "-DincludeScope=runtime",
             *(f"-D{name.replace('_', '.')}={value}" for name, value in properties.items()), f"-DoutputDirectory={partial}"],
            f"Maven could not fetch the jars of {what}: is the registry reachable that this machine's Maven settings name? It said:")
        partial.rename(jars)  # only a complete set ever has the final name
    return sorted(jars.glob("*.jar"))
