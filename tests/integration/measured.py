"""What is measured of a running agent: its metrics, and what the kernel knows of its process."""
import os
import re
import subprocess
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

_SAMPLE = re.compile(r"^([a-z_]+)(?:\{(.*)\})? (\S+)$")
_LABEL = re.compile(r'([a-z_]+)="((?:[^"\\]|\\.)*)"')


@dataclass
class Sample:
    labels: dict
    value: float


class Metrics:
    """One scrape."""

    def __init__(self, agent):
        self.samples = {}
        for line in agent.metrics().splitlines():
            if found := _SAMPLE.match(line):
                name, labels, value = found.groups()
                self.samples.setdefault(name, []).append(Sample(dict(_LABEL.findall(labels or "")), float(value)))

    def __getitem__(self, name):
        return self.samples.get(name, [])

    def value(self, name, **labels):
        """Of the one series that has these labels."""
        (found,) = [sample for sample in self[name] if labels.items() <= sample.labels.items()]
        return found.value

    def by_label(self, name, label):
        return {sample.labels[label]: sample.value for sample in self[name]}


def cpu_seconds(server):
    """Of all its threads that live, to the nanosecond."""
    tasks = Path(f"/proc/{server.process.pid}/task")
    return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks.iterdir()) / 1e9


def lifetime_cpu_seconds(server, but_for=()):
    """Of all its threads, those that have ended included, to the hundredth; `but_for` those that live and whose name begins so."""
    words = Path(f"/proc/{server.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    left_out = sum(int((task / "schedstat").read_text().split()[0]) for task in Path(f"/proc/{server.process.pid}/task").iterdir()
                   if (task / "comm").read_text().startswith(but_for)) / 1e9 if but_for else 0
    return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK") - left_out


def _status(agent, field):
    with open(f"/proc/{agent.process.pid}/status") as file:
        return int(re.search(rf"^{field}:\s+(\d+) kB", file.read(), re.MULTILINE)[1]) << 10


def resident_bytes(agent):
    return _status(agent, "VmRSS")


def anonymous_bytes(agent):
    """What is its own: not the pages of libraries, which all processes share."""
    return _status(agent, "RssAnon")


def peak_bytes(agent):
    return _status(agent, "VmHWM")


@lru_cache
def optimised(binary):
    """Whether times and sizes of this build say anything about the one that is shipped."""
    version = subprocess.run([binary, "version"], check=True, capture_output=True, text=True).stdout
    return "build type: Debug" not in version and b"__sanitizer_" not in binary.read_bytes()


def missed_rounds(agent):
    """Rounds that could not begin in time, and how many of them this machine may have cost by holding up the process itself: two
    cores carry a whole cluster beside it. Whoever delayed probes by waiting would miss a round of each target in every interval.
    """
    metrics = Metrics(agent)
    share = 0.01 if optimised(agent.binary) else 0.05
    return metrics.value("druidwatch_missed_rounds_total"), share * metrics.value("druidwatch_probes_total")
