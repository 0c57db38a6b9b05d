"""The jars of a real Druid, fetched once by Maven into a cache that all labs share.

`python3 -m lab.artifacts` fetches them ahead of time.
"""
import contextlib
import fcntl
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

DRUID_VERSION = "33.0.0"
HERE = Path(__file__).resolve().parent.parent
SERVICE = "META-INF/services/org.apache.druid.initialization.DruidModule"


class Unavailable(Exception):
    """Druid's jars could not be had; the text says what to do."""


def cache():
    home = os.environ.get("DRUIDWATCH_CACHE") or Path.home() / ".cache" / "druidwatch"
    return Path(home) / f"druid-{DRUID_VERSION}"


@contextlib.contextmanager
def _locked(folder):
    """Labs that start at once fetch once: the others wait here, then find everything in place."""
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / ".lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _run(command, trouble):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode != 0:
        raise Unavailable(f"{trouble}\n" + "\n".join(done.stdout.splitlines()[-15:]))


def _fetch_jars(folder):
    if (folder / "lib").is_dir():
        return
    if not shutil.which("mvn"):
        raise Unavailable("Maven (mvn) is not installed, and Druid's jars come through it")
    print(f"fetching the jars of Druid {DRUID_VERSION} (about 190 MB) into {folder}", file=sys.stderr)
    partial = folder / "lib.partial"
    shutil.rmtree(partial, ignore_errors=True)
    _run(["mvn", "-B", "-q", "-f", HERE / "druid" / "pom.xml", "dependency:copy-dependencies",
          "-DincludeScope=runtime", f"-DoutputDirectory={partial}"],
         "Maven could not fetch Druid's jars: is the registry reachable that this machine's Maven settings name? It said:")
    partial.rename(folder / "lib")  # only a complete set ever has the final name


def _build_connector(folder):
    sources = sorted((HERE / "pgext").glob("*.java"))
    built = folder / "connector.jar"
    if built.exists() and built.stat().st_mtime > max(source.stat().st_mtime for source in sources):
        return
    classes = folder / "connector.partial"
    shutil.rmtree(classes, ignore_errors=True)
    classes.mkdir()
    _run(["javac", "-nowarn", "-d", classes, "-cp", f"{folder}/lib/*", *sources], "the PostgreSQL connector does not compile:")
    with zipfile.ZipFile(folder / "connector.jar.partial", "w") as jar:
        for path in sorted(classes.rglob("*.class")):
            jar.write(path, path.relative_to(classes))
        jar.writestr(SERVICE, "druidwatch.lab.PostgresqlModule\n")
    (folder / "connector.jar.partial").rename(built)
    shutil.rmtree(classes)


def druid_classpath():
    """Every jar of Druid and the connector, as one class path. In a fixed order: which of two equal classes wins must not
    depend on the file system."""
    folder = cache()
    with _locked(folder):
        _fetch_jars(folder)
        _build_connector(folder)
    return ":".join(str(jar) for jar in [folder / "connector.jar", *sorted((folder / "lib").glob("*.jar"))])


if __name__ == "__main__":
    try:
        print(f"{len(druid_classpath().split(':'))} jars in {cache()}")
    except Unavailable as trouble:
        sys.exit(str(trouble))
