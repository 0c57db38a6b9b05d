"""The jars of a real Druid, fetched once by Maven into a cache that all labs share.

`python3 -m lab.artifacts` fetches them ahead of time.
"""
import shutil
import sys
import zipfile

from . import maven
from .maven import Unavailable  # noqa: F401

DRUID_VERSION = "33.0.0"
MODULES = ("PostgresqlModule", "ClientTlsModule")
SERVICE = "META-INF/services/org.apache.druid.initialization.DruidModule"


def cache():
    return maven.cache(f"druid-{DRUID_VERSION}")


def _build_extension(folder):
    sources = sorted((maven.HERE / "extension").glob("*.java"))
    built = folder / "extension.jar"
    if built.exists() and built.stat().st_mtime > max(source.stat().st_mtime for source in sources):
        return
    classes = folder / "extension.partial"
    shutil.rmtree(classes, ignore_errors=True)
    classes.mkdir()
    maven.run(["javac", "-nowarn", "-d", classes, "-cp", f"{folder}/lib/*", *sources], "the extension of Druid does not compile:")
    with zipfile.ZipFile(folder / "extension.jar.partial", "w") as jar:
        for path in sorted(classes.rglob("*.class")):
            jar.write(path, path.relative_to(classes))
        jar.writestr(SERVICE, "".join(f"druidwatch.lab.{module}\n" for module in MODULES))
    (folder / "extension.jar.partial").rename(built)
    shutil.rmtree(classes)


def druid_classpath():
    """Every jar of Druid, and what it lacks there, as one class path."""
    folder = cache()
    with maven.locked(folder):
        jars = maven.fetch(folder, f"Druid {DRUID_VERSION} (about 190 MB)", "druid/pom.xml")
        _build_extension(folder)
    return ":".join(map(str, [folder / "extension.jar", *jars]))


if __name__ == "__main__":
    try:
        print(f"{len(druid_classpath().split(':'))} jars in {cache()}")
    except Unavailable as trouble:
        sys.exit(str(trouble))
