"""What a fault is, and what most of them are made of."""
from dataclasses import dataclass
from typing import Callable

from . import wait
from .place import in_parallel

FAULTS = {}


@dataclass(frozen=True)
class Fault:
    name: str
    sentence: str
    alert: str  # the name of the alert by which it must be known
    tiers: tuple  # of which one carries that alert
    apply: Callable

    def __call__(self, cluster):
        """Breaks it; returns the names of what was touched, when it is broken."""
        return self.apply(cluster)


class NotPossible(Exception):
    """This lab has not got what the fault needs."""


def fault(name, sentence, alert, *tiers):
    def keep(function):
        FAULTS[name] = Fault(name, sentence, "DruidHa" + alert, tiers, function)
        return function
    return keep


def kill(*servers):
    in_parallel([server.kill for server in servers])
    return [server.name for server in servers]


def freeze(*servers):
    for server in servers:
        server.freeze()
    wait.until(lambda: all(server.frozen for server in servers), 5, "they are frozen")
    return [server.name for server in servers]
