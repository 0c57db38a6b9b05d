"""A lab: the folder where servers live, their ports, and the promise that all of them end."""
import concurrent.futures
import fcntl
import json
import os
import shutil
import tempfile
import threading
from pathlib import Path

from .ports import Ports
from .process import Process

MEMORY = "/dev/shm"
STATE = "lab.json"  # also the mark by which a folder is known to be a lab's, and may be emptied


class Lab:
    """Used as a context, it ends its servers and removes its folder. A `lasting` one outlives this process; another process
    opens it again by the same folder. One `in_memory` spares the disk a dozen databases, each of a thousand files."""

    def __init__(self, root=None, *, lasting=False, in_memory=False):
        self.temporary = root is None
        memory = MEMORY if in_memory and os.access(MEMORY, os.W_OK) else None
        self.root = Path(root or tempfile.mkdtemp(prefix="druidwatch-lab-", dir=memory)).resolve()
        self.lasting = lasting
        self.root.mkdir(parents=True, exist_ok=True)
        self.root.chmod(0o755)  # PostgreSQL runs as another user and has to pass
        known = self.remembered()
        if not known and not self.temporary and any(self.root.iterdir()):
            raise ValueError(f"{self.root} is not empty and not a lab")
        self.ports = Ports(known.get("ports"))
        self.servers = []
        self.making = threading.Lock()  # of what is made once for all of its servers
        self.remember()

    def remembered(self):
        try:
            return json.loads((self.root / STATE).read_text())
        except FileNotFoundError:
            return {}

    def remember(self, **facts):
        """Keeps `facts` and the ports for the next process that opens this lab."""
        state = {**self.remembered(), **facts, "ports": self.ports.known}
        fresh = self.root / (STATE + ".new")
        fresh.write_text(json.dumps(state, indent=1))
        fresh.rename(self.root / STATE)

    def alone(self):
        """A lock that one command at a time holds on a lasting lab; closing it gives it back."""
        lock = open(self.root / ".lock", "w")
        fcntl.flock(lock, fcntl.LOCK_EX)
        return lock

    def port(self, name):
        return self.ports[name]

    def folder(self, name):
        folder = self.root / name
        folder.mkdir(exist_ok=True)
        return folder

    def processes(self):
        """Every server that was started here and lives, by name, also those that another process started."""
        found = {}
        for path in sorted(self.root.glob("*/pid")):
            try:
                process = Process.parse(path.read_text())
            except (OSError, ValueError):
                continue
            if process.alive:
                found[path.parent.name] = process
        return found

    def end(self):
        """Ends every server, however it feels. The clean way down of a Druid without its ZooKeeper takes half a minute, and
        nothing of a lab is worth keeping."""
        in_parallel([process.end for process in self.processes().values()])
        self.ports.release()

    def remove(self):
        self.end()
        shutil.rmtree(self.root, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        # DRUIDWATCH_LAB_KEEP=1 leaves configuration and logs behind, for reading after a failure
        if self.temporary and not os.environ.get("DRUIDWATCH_LAB_KEEP"):
            self.remove()
        else:
            self.end()


def in_parallel(actions):
    """Runs all actions at once and to their end; then the first failure is raised."""
    actions = list(actions)
    if not actions:
        return []
    with concurrent.futures.ThreadPoolExecutor(len(actions)) as pool:
        running = [pool.submit(action) for action in actions]
        concurrent.futures.wait(running)
    return [done.result() for done in running]
