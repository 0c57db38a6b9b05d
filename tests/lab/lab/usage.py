"""What the kernel has counted of a server's process: its time on CPUs, and its memory."""
import os
import re
from pathlib import Path


def _threads(server):
    return Path(f"/proc/{server.process.pid}/task").iterdir()


def _seconds(thread):
    return int((thread / "schedstat").read_text().split()[0]) / 1e9


def cpu_by_thread(server):
    """Of each that lives, by its number, to the nanosecond."""
    return {thread.name: _seconds(thread) for thread in _threads(server)}


def cpu_seconds(server):
    """Of all its threads that live."""
    return sum(cpu_by_thread(server).values())


def lifetime_cpu_seconds(server, but_for=()):
    """Of all its threads, those that have ended included, to the hundredth; `but_for` those that live and whose name begins so."""
    words = Path(f"/proc/{server.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    left_out = sum(_seconds(thread) for thread in _threads(server) if (thread / "comm").read_text().startswith(but_for)) if but_for else 0
    return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK") - left_out


def _status(server, field):
    with open(f"/proc/{server.process.pid}/status") as file:
        return int(re.search(rf"^{field}:\s+(\d+) kB", file.read(), re.MULTILINE)[1]) << 10


def anonymous_bytes(server):
    """What is its own: not the pages of libraries, which all processes share."""
    return _status(server, "RssAnon")


def peak_bytes(server):
    return _status(server, "VmHWM")
