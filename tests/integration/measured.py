"""What is measured of a running agent by what it tells of itself."""
import re
import subprocess
from dataclasses import dataclass
from functools import lru_cache

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
