"""A place to watch from: a network namespace in which every target has the address that it really has, yet is reached through a
path that nobody else uses. So what druidwatch sees can be spoilt while the cluster itself stays whole, and the addresses that
Druid announces of itself still fit.

Two processes share the work. One stays outside and relays to the targets; sockets that listen inside the namespace were handed
to it by the other, which stays inside and relays the other way, from a port outside to the watcher's own port (its web page).
"""
import asyncio
import ctypes
import fcntl
import json
import os
import signal
import socket
import struct
import subprocess
import sys

from .path import PYTHONPATH, Spoilable, bound, obey
from .relay import Lane, serve
from .server import Server

_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_SIOCSIFFLAGS, _IFF_UP = 0x8914, 1
_PR_SET_PDEATHSIG = 1


def possible():
    """Whether this machine lets us make a network namespace; containers often do not."""
    flags = ["--net"] if os.getuid() == 0 else ["--net", "--map-root-user"]
    try:
        return subprocess.run(["unshare", *flags, "true"], capture_output=True).returncode == 0
    except FileNotFoundError:
        return False


class WatchedPath(Spoilable):
    """The path from the vantage to one target."""

    def __init__(self, vantage, name, port):
        self.name, self.port = name, port
        self.control = f"druidwatch-lab-vantage-{vantage.key}-{name}"


class Vantage(Server):
    """`targets` are ports by name; `inward` ports at which a watcher inside listens and outside may connect."""

    def __init__(self, lab, targets, inward=(), name="vantage"):
        super().__init__(lab, name)
        self.key = lab.port(name)  # unique on this machine, as ports are
        self.inward = list(inward)
        self.paths = {}
        for target, port in targets.items():
            self.add(target, port)

    def add(self, name, port):
        """One more target; before the start."""
        self.paths[name] = WatchedPath(self, name, port)

    def prepare(self):
        (self.folder / "plan.json").write_text(json.dumps({
            "lanes": {path.control: path.port for path in self.paths.values()}, "inward": self.inward,
            "inner": str(self.folder / "inner")}))
        (self.folder / "inner").unlink(missing_ok=True)

    def command(self):
        return [sys.executable, "-m", "lab.vantage", self.folder / "plan.json"]

    def environment(self):
        return {"PYTHONPATH": PYTHONPATH}

    def ready(self):
        return all(path.obeys() for path in self.paths.values())

    def inside(self, command):
        """`command`, changed so that it runs at the vantage."""
        inner = (self.folder / "inner").read_text()
        flags = ["--net"] if os.getuid() == 0 else ["--user", "--preserve-credentials", "--net"]
        return ["nsenter", "--target", inner, *flags, "--", *command]

    def black_hole(self, *names):
        """Of the targets named, or of all."""
        for name in names or self.paths:
            self.paths[name].black_hole()
        return self

    def heal(self, *names):
        for name in names or self.paths:
            self.paths[name].heal()
        return self


def main(plan_file):
    with open(plan_file) as file:
        plan = json.load(file)
    from_outside = [bound(port) for port in plan["inward"]]  # a socket belongs to the namespace in which it was made
    ours, theirs = socket.socketpair()
    outside = os.getpid()
    inner = os.fork()
    if inner == 0:
        ours.close()
        _stay_inside(plan, theirs, from_outside, outside)
        return
    theirs.close()
    for listener in from_outside:
        listener.close()
    ports = list(plan["lanes"].values())
    _, handles, _, _ = socket.recv_fds(ours, 1, len(ports))
    if len(handles) != len(ports):
        sys.exit("the namespace could not be made: are they forbidden on this machine?")
    fresh = plan["inner"] + ".new"
    with open(fresh, "w") as file:
        file.write(str(inner))
    os.rename(fresh, plan["inner"])
    asyncio.run(_relay_out({control: (socket.socket(fileno=handle), port)
                            for handle, (control, port) in zip(handles, plan["lanes"].items())}))


async def _relay_out(lanes):
    made = {control: Lane(listener, port) for control, (listener, port) in lanes.items()}
    orders = [await obey(control, [lane]) for control, lane in made.items()]
    await serve(list(made.values()))
    del orders  # kept until here


def _stay_inside(plan, hand_over, from_outside, outside):
    libc = ctypes.CDLL(None, use_errno=True)
    user, group = os.getuid(), os.getgid()
    flags = _CLONE_NEWNET | (_CLONE_NEWUSER if user else 0)
    if libc.unshare(flags) != 0:
        sys.exit(f"unshare: {os.strerror(ctypes.get_errno())}")
    if user:
        for name, text in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
            with open(f"/proc/self/{name}", "w") as file:
                file.write(text)
    libc.prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL))  # after unshare, which may clear it
    if os.getppid() != outside:
        os._exit(1)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, _SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", _IFF_UP))
    listeners = [bound(port) for port in plan["lanes"].values()]
    socket.send_fds(hand_over, [b"."], [listener.fileno() for listener in listeners])
    for listener in listeners:
        listener.close()

    async def relay_in():
        await serve([Lane(listener, listener.getsockname()[1]) for listener in from_outside])

    asyncio.run(relay_in())


if __name__ == "__main__":
    main(*sys.argv[1:])
