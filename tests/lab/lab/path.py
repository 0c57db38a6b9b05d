"""A TCP path between two servers, which can be cut, go silent, slow down and heal.

Always a process of its own (`python3 -m lab.path`), so that a path of a lasting lab can be spoilt by a later command. It takes
orders on a Unix socket in the abstract namespace, which has no length limit to mind and leaves no file behind.
"""
import asyncio
import json
import socket
import sys
from pathlib import Path as FilePath

from . import wait
from .relay import Lane, serve
from .server import Server

PYTHONPATH = str(FilePath(__file__).resolve().parent.parent)
VERBS = ("cut", "black_hole", "delay", "reset", "heal", "state")


class Spoilable:
    """The verbs of whoever obeys at the abstract socket `control`.

        cut         connections are reset, new ones refused
        black_hole  nothing passes and nothing is closed; a new connection is never answered
        delay       every piece of data arrives so many seconds later, each way
        reset       connections are reset, new ones pass
        heal        all is as before
    """

    name = control = None

    def order(self, verb, *arguments):
        with socket.socket(socket.AF_UNIX) as control:
            control.settimeout(5)
            control.connect("\0" + self.control)
            control.sendall(json.dumps([verb, *arguments]).encode() + b"\n")
            answer = json.loads(control.makefile().readline())
        if "trouble" in answer:
            raise RuntimeError(f"{self.name}: {answer['trouble']}")
        return answer

    def cut(self):
        self.order("cut")
        return self

    def black_hole(self):
        self.order("black_hole")
        return self

    def delay(self, seconds):
        self.order("delay", seconds)
        return self

    def reset(self):
        self.order("reset")
        return self

    def heal(self):
        self.order("heal")
        return self

    def obeys(self):
        return "lanes" in self.order("state")

    def connections(self):
        """How many clients hold a connection through this path."""
        return sum(lane["connections"] for lane in self.order("state")["lanes"])

    def await_connected(self, seconds=10):
        wait.until(self.connections, seconds, f"somebody uses {self.name}")
        return self


class Path(Spoilable, Server):
    """`targets` are ports of loopback, a lane each; `ports` are where a client finds them through this path."""

    def __init__(self, lab, name, targets):
        super().__init__(lab, name)
        self.targets = list(targets)
        self.ports = [lab.port(f"{name}-{number}") for number, _ in enumerate(self.targets, 1)]
        self.port = self.ports[0]
        self.control = f"druidwatch-lab-path-{self.port}"

    @property
    def connect_string(self):
        return ",".join(f"127.0.0.1:{port}" for port in self.ports)

    def command(self):
        lanes = [f"{port}:{target}" for port, target in zip(self.ports, self.targets)]
        return [sys.executable, "-m", "lab.path", self.control, *lanes]

    def environment(self):
        return {"PYTHONPATH": PYTHONPATH}

    def ready(self):
        return self.obeys()


async def obey(control, lanes):
    """Takes orders for `lanes` at the abstract socket named `control`."""

    async def answer(reader, writer):
        try:
            verb, *arguments = json.loads(await reader.readline())
            if verb not in VERBS:
                raise ValueError(f"no such verb: {verb}")
            for lane in lanes if verb != "state" else []:
                getattr(lane, verb)(*arguments)
            state = [{"target": lane.target, "cut": lane.is_cut, "black": lane.is_black, "delay": lane.seconds,
                      "connections": len(lane.connections)} for lane in lanes]
            writer.write(json.dumps({"lanes": state}).encode() + b"\n")
        except Exception as trouble:  # whoever gave the order hears of it
            writer.write(json.dumps({"trouble": repr(trouble)}).encode() + b"\n")
        await writer.drain()
        writer.close()

    orders = socket.socket(socket.AF_UNIX)
    orders.bind("\0" + control)
    return await asyncio.start_unix_server(answer, sock=orders)


def bound(port, address="127.0.0.1"):
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((address, port))
    return listener


def main(control, *lanes):
    async def run():
        pairs = [map(int, lane.split(":")) for lane in lanes]
        mine = [Lane(bound(port), target) for port, target in pairs]
        async with await obey(control, mine):
            await serve(mine)

    asyncio.run(run())


if __name__ == "__main__":
    main(*sys.argv[1:])
