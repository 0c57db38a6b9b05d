"""A disk of a few megabytes for one server, in its memory and its own mount namespace, that can be filled up."""
import errno
import os
import subprocess
from pathlib import Path


def possible():
    """Whether this machine lets us mount in a namespace; containers often do not."""
    command = ["unshare", *_flags(), "mount", "-t", "tmpfs", "none", "/mnt"]
    try:
        return subprocess.run(command, capture_output=True).returncode == 0
    except FileNotFoundError:
        return False


def _flags():
    return ["--mount"] if os.getuid() == 0 else ["--user", "--map-root-user", "--mount"]


class SmallDisk:
    """Mounted at `path` for whoever starts `inside`; each start finds it empty."""

    def __init__(self, path, megabytes=8):
        self.path, self.megabytes = Path(path), megabytes

    def inside(self, command):
        self.path.mkdir(parents=True, exist_ok=True)
        mount = 'mount -t tmpfs -o size="$1"m none "$2" && shift 2 && exec "$@"'
        return ["unshare", *_flags(), "sh", "-c", mount, "sh", str(self.megabytes), str(self.path), *map(str, command)]

    def fill(self, process):
        """Until not one more byte fits; `process` is one that runs inside."""
        with open(f"/proc/{process.pid}/root{self.path}/filler", "wb", buffering=0) as filler:
            try:
                while True:
                    filler.write(bytes(4096))
            except OSError as trouble:
                if trouble.errno != errno.ENOSPC:
                    raise
