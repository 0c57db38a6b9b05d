"""The Debian package of what was built, and a machine to try it on."""
import os
import subprocess
import tempfile
from pathlib import Path

from lab.agent import default_binary

ROOT = Path(__file__).resolve().parents[2]
ENVIRONMENT = {"PATH": "/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "DEBIAN_FRONTEND": "noninteractive"}  # of a machine


def run(*command, **options):
    """What it printed; an error, with all that it said, where it fails."""
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False, **options)
    if done.returncode != 0:
        raise AssertionError(f"{' '.join(map(str, command))} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout


def build():
    """The package of the build that DRUIDWATCH_BINARY is of."""
    return Path(run(ROOT / "scripts/package", "--build", default_binary().resolve().parent).strip())


def next_version(package, folder):
    """The same as 9.0, with a line more in the configuration that it brings."""
    unpacked = Path(folder) / "next"
    run("dpkg-deb", "--raw-extract", package, unpacked)
    control = unpacked / "DEBIAN/control"
    control.write_text("".join("Version: 9.0\n" if line.startswith("Version:") else line
                               for line in control.read_text().splitlines(keepends=True)))
    with open(unpacked / "etc/druidwatch/druidwatch.yml", "a", encoding="utf-8") as file:
        file.write("# As version 9.0 has it.\n")
    run("dpkg-deb", "--root-owner-group", "--build", unpacked, Path(folder) / "next.deb")
    return Path(folder) / "next.deb"


class Machine:
    """A copy of this machine with network, processes and changes of its own, gone when it is closed."""

    # The shell stays as its first process: one that takes up orphans which have ended.
    SETTING_UP = ("mount -t tmpfs none $0 && mkdir $0/changes $0/work $0/root && "
                  "mount -t overlay overlay -o lowerdir=/,upperdir=$0/changes,workdir=$0/work $0/root && "
                  "mount -t proc proc $0/root/proc && mount --bind /dev $0/root/dev && mount -t tmpfs none $0/root/run && "
                  "rm -f $0/root/var/lib/man-db/auto-update && ip link set lo up && echo ready && cat")

    def __init__(self):
        self.folder = tempfile.TemporaryDirectory(prefix="druidwatch-machine-")
        self.holder = subprocess.Popen(
            ["unshare", "--mount", "--net", "--pid", "--fork", "--kill-child", "sh", "-c", self.SETTING_UP, self.folder.name],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.said = self.holder.stdout.readline()
        self.stands = self.said.strip() == "ready"

    @classmethod
    def of(cls, test):
        """One for a test, which is skipped where none can be had."""
        if os.geteuid() != 0:
            test.skipTest("only root can install a package")
        machine = cls()
        test.addCleanup(machine.close)
        if not machine.stands:
            test.skipTest(f"no copy of this machine can be had: {machine.said.strip()}")
        return machine

    def close(self):
        self.holder.stdin.close()
        self.holder.wait()
        self.holder.stdout.close()
        self.folder.cleanup()

    def inside(self, *command):
        [first] = Path(f"/proc/{self.holder.pid}/task/{self.holder.pid}/children").read_text(encoding="ascii").split()
        return ["nsenter", f"--target={first}", "--mount", "--net", "--pid", "chroot", f"{self.folder.name}/root",
                *(str(word) for word in command)]

    def run(self, *command):
        return run(*self.inside(*command), env=ENVIRONMENT)

    def shell(self, command):
        return self.run("sh", "-c", command)
