"""Servers in network namespaces of their own, between any two of which the way can be cut, while whoever watches from here
reaches them all. Peers connect back to the address that they were told, so a path between them would leak.

    here (10.91.0.254) ── bridge ──┬── seat 1 (10.91.0.1)
                                   ├── seat 2 (10.91.0.2)
                                   └── ...

"Here" is a namespace, too, and so nothing of it is left on the machine: a process that uses this calls `leave_the_machine()`
before it starts a thread, and then has loopback and these seats only.
"""
import ctypes
import os
import subprocess

from .server import Server

NETWORK = "10.91.0"
HERE = f"{NETWORK}.254"
NOBODY = "02:00:00:00:00:01"  # an Ethernet address that no seat has
_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000


def leave_the_machine():
    """Moves this process into a network namespace of its own, as its root. Raises OSError where that is forbidden."""
    user, group = os.getuid(), os.getgid()
    if ctypes.CDLL(None, use_errno=True).unshare(_CLONE_NEWNET | (_CLONE_NEWUSER if user else 0)) != 0:
        raise OSError(ctypes.get_errno(), "this machine lets us make no network namespace")
    if user:
        for name, text in (("setgroups", "deny"), ("uid_map", f"0 {user} 1"), ("gid_map", f"0 {group} 1")):
            with open(f"/proc/self/{name}", "w") as file:
                file.write(text)
    _ip("link set lo up")


class Network:
    """`seats`: by number from 1, each a place where a server can run."""

    def __init__(self, lab, seats):
        self.seats = {number: Seat(lab, number).start() for number in range(1, seats + 1)}
        _ip("link add bridge type bridge")
        _ip(f"addr add {HERE}/24 dev bridge")
        _ip("link set bridge up")
        for seat in self.seats.values():
            seat.connect()

    def silence(self, seat, *others):
        """Nothing passes between them any more, and neither is told: packets go to an Ethernet address that nobody has."""
        self._both_ways(seat, others,
                        lambda here, there: here.ip(f"neigh replace {there.host} lladdr {NOBODY} dev eth0 nud permanent"))

    def cut(self, seat, *others):
        """Connections between them are reset, and new ones refused at once."""
        self._both_ways(seat, others, lambda here, there: here.ip(f"route add unreachable {there.host}"))
        self._both_ways(seat, others, lambda here, there: here.run("ss", "-K", "dst", there.host))

    def heal(self):
        for seat in self.seats.values():
            seat.ip("route flush type unreachable", check=False)
            seat.ip("neigh flush nud permanent", check=False)

    def others(self, seat):
        return [other for other in self.seats.values() if other is not seat]

    @staticmethod
    def _both_ways(seat, others, action):
        for other in others:
            action(seat, other)
            action(other, seat)


class Seat(Server):
    """The process that keeps a namespace there."""

    def __init__(self, lab, number):
        super().__init__(lab, f"seat{number}")
        self.number = number
        self.host = f"{NETWORK}.{number}"

    def command(self):
        return ["unshare", "--net", "sleep", "infinity"]

    def ready(self):
        """Not before it has left the namespace in which it began."""
        return os.readlink(f"/proc/{self.process.pid}/ns/net") != os.readlink("/proc/self/ns/net")

    def connect(self):
        self.await_ready(5)
        outer = f"seat{self.number}"
        _ip(f"link add {outer} type veth peer name eth0 netns {self.process.pid}")
        _ip(f"link set {outer} master bridge up")
        self.ip("link set lo up")
        self.ip(f"addr add {self.host}/24 dev eth0")
        self.ip("link set eth0 up")

    def inside(self, command):
        return ["nsenter", f"--target={self.process.pid}", "--net", "--", *map(str, command)]

    def run(self, *command, check=True):
        subprocess.run(self.inside(command), check=check, capture_output=True)

    def ip(self, words, check=True):
        self.run("ip", *words.split(), check=check)


def _ip(words):
    subprocess.run(["ip", *words.split()], check=True, capture_output=True)
