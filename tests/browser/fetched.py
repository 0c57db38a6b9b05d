"""What no package of Debian 12 has: axe-core, fetched once by npm, and Playwright, by pip.

Where the tool is not installed, or finds no registry, tests skip.
"""
import hashlib
import importlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import unittest
from functools import cache
from pathlib import Path

AXE = "axe-core@4.10.2"
AXE_SHA256 = "b511cd9dec01c76f4b2ad1723b66b6db37d4c2eb4ed199076e1829d9ee7b75e3"
PLAYWRIGHT = "playwright==1.65.2"
ROOT = Path(os.environ.get("DRUIDWATCH_CACHE") or Path.home() / ".cache" / "druidwatch")


@cache
def playwright():
    """Its module for programs that wait for each answer."""
    sys.path.append(str(_kept("playwright-1.65.2", _install_playwright)))
    return importlib.import_module("playwright.sync_api")


@cache
def axe():
    """The script, for any page to run."""
    kept = _kept("axe-core-4.10.2", _pack_axe) / "axe.min.js"
    script = kept.read_bytes()
    if hashlib.sha256(script).hexdigest() != AXE_SHA256:
        raise AssertionError(f"{kept} is not {AXE} as it was published")
    return script.decode()


def _kept(name, fetch):
    """The folder of that name; only a complete one ever has it."""
    kept = ROOT / name
    if not kept.exists():
        ROOT.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=ROOT) as folder:
            fetch(Path(folder) / name)
            (Path(folder) / name).rename(kept)
    return kept


def _install_playwright(folder):
    _run(PLAYWRIGHT, sys.executable, "-m", "pip", "install", "--quiet", "--target", folder, PLAYWRIGHT)


def _pack_axe(folder):
    folder.mkdir()
    _run(AXE, "npm", "pack", "--silent", "--pack-destination", folder, AXE)
    with tarfile.open(next(folder.glob("*.tgz"))) as package:
        (folder / "axe.min.js").write_bytes(package.extractfile("package/axe.min.js").read())


def _run(package, tool, *arguments):
    if not shutil.which(tool):
        raise unittest.SkipTest(f"{tool} is not installed, by which {package} is fetched")
    done = subprocess.run([tool, *arguments], text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=300)
    if done.returncode != 0:
        raise unittest.SkipTest(f"{tool} can't fetch {package}: {done.stdout[-300:]}")
