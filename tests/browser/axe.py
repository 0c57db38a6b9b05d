"""axe-core, which finds what a screen reader or a keyboard would stumble over: fetched once by npm.

No package of Debian 12 has it; where npm is not installed, or finds no registry, tests skip.
"""
import hashlib
import os
import shutil
import subprocess
import tarfile
import tempfile
import unittest
from pathlib import Path

PACKAGE = "axe-core@4.10.2"
SHA256 = "b511cd9dec01c76f4b2ad1723b66b6db37d4c2eb4ed199076e1829d9ee7b75e3"
ROOT = Path(os.environ.get("DRUIDWATCH_CACHE") or Path.home() / ".cache" / "druidwatch")


def source():
    """The script, for any page to run."""
    kept = ROOT / "axe-core" / "axe-4.10.2.min.js"
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=kept.parent) as folder:
            fetched = Path(folder) / "axe.min.js"
            fetched.write_bytes(_fetch(folder))
            fetched.rename(kept)  # only a complete one ever has the final name
    script = kept.read_bytes()
    if hashlib.sha256(script).hexdigest() != SHA256:
        raise AssertionError(f"{kept} is not {PACKAGE} as it was published")
    return script.decode()


def _fetch(folder):
    if not shutil.which("npm"):
        raise unittest.SkipTest(f"npm is not installed, by which {PACKAGE} is fetched")
    done = subprocess.run(["npm", "pack", "--silent", PACKAGE], cwd=folder, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=120)
    if done.returncode != 0:
        raise unittest.SkipTest(f"npm can't fetch {PACKAGE}: {done.stdout[-300:]}")
    with tarfile.open(next(Path(folder).glob("*.tgz"))) as package:
        return package.extractfile("package/axe.min.js").read()


def complaints(page):
    """What axe objects to on what `page` shows now, a line each."""
    page.run(source() + "; 0")
    return page.run("""axe.run(document, {resultTypes: ['violations']}).then((found) =>
        found.violations.flatMap((rule) => rule.nodes.map((node) =>
            `${rule.id}: ${node.target.join(' ')}: ${node.failureSummary}`)))""")
