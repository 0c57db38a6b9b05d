"""A server that misbehaves: in each of these manners, in the tongue of each watched system, on a port of its own.

    garbage    bytes of no protocol, then it closes
    slow       the beginning of a proper answer, a byte at a time, and never its end
    endless    a proper answer that goes on for ever
    silent     accepts, reads, and says nothing
    closing    reads what is asked, and closes
    resetting  resets the connection as soon as it is accepted

What a proper answer is: to HTTP, a body of JSON without a length; to ZooKeeper, lines of a four-letter word, or a session granted
and then frames that belong to no request; to PostgreSQL, a login granted and then rows.
"""
import asyncio
import json
import socket
import struct
import sys
from pathlib import Path

from .relay import RESET_ON_CLOSE
from .server import Server

PYTHONPATH = str(Path(__file__).resolve().parent.parent)
MANNERS = ("garbage", "slow", "endless", "silent", "closing", "resetting")
TONGUES = ("http", "zookeeper", "postgresql")

_GARBAGE = b"\x00\x00\x00\x09\xff\x13 no such\n\r\n\r\nprotocol \xf0\x28\x8c\x28" * 9
_BYTES_AT_ONCE = 1 << 16
_SLOW_SECONDS = 0.1  # between two bytes


class Rogue(Server):
    """All manners in all tongues. `seats` tells several of a kind apart, where one would not do."""

    def __init__(self, lab, name="rogue", seats=("one",)):
        super().__init__(lab, name)
        self.ports = {f"{manner} {tongue} {seat}": lab.port(f"{name}-{manner}-{tongue}-{seat}")
                      for manner in MANNERS for tongue in TONGUES for seat in (seats if tongue == "http" else seats[:1])}
        self.seats = seats

    def port(self, manner, tongue, seat=None):
        return self.ports[f"{manner} {tongue} {seat or self.seats[0]}"]

    def node(self, manner, tongue, seat=None):
        return f"127.0.0.1:{self.port(manner, tongue, seat)}"

    def command(self):
        return [sys.executable, "-m", "lab.rogue", json.dumps(self.ports)]

    def environment(self):
        return {"PYTHONPATH": PYTHONPATH}

    def ready(self):
        socket.create_connection(("127.0.0.1", max(self.ports.values())), 1).close()
        return True


# The process


def frame(payload):
    return struct.pack(">i", len(payload)) + payload


def message(kind, payload):
    """One of PostgreSQL's."""
    return kind + struct.pack(">i", 4 + len(payload)) + payload


def repeated(piece):
    """As many as fill a write."""
    block = piece * (_BYTES_AT_ONCE // len(piece) + 1)
    while True:
        yield block


async def speak_http(reader):
    await reader.readuntil(b"\r\n\r\n")
    yield b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{"leader":true, "more": "'
    for block in repeated(b"and more "):
        yield block


async def speak_zookeeper(reader):
    first = await reader.readexactly(4)
    if first.isalpha():  # a four-letter word
        yield b"zk_version\t3.8.0, built on no day\n"
        for block in repeated(b"zk_another\t1\n"):
            yield block
    await reader.readexactly(struct.unpack(">i", first)[0])
    # protocol version, timeout in ms, session, password, not read-only
    yield frame(struct.pack(">iiqi16s?", 0, 6000, 4711, 16, b"", False))
    for block in repeated(frame(struct.pack(">iqi", 77, 1, 0))):
        yield block


async def speak_postgresql(reader):
    length, code = struct.unpack(">ii", await reader.readexactly(8))
    if code == 80877103:  # SSLRequest
        yield b"N"
        length, code = struct.unpack(">ii", await reader.readexactly(8))
    await reader.readexactly(length - 8)
    yield message(b"R", struct.pack(">i", 0)) + message(b"S", b"server_version\x0015.0\0") + message(b"Z", b"I")
    await reader.readexactly(1)  # the first question, whatever it is
    column = b"endless\0" + struct.pack(">ihihih", 0, 0, 25, -1, -1, 0)
    yield message(b"1", b"") + message(b"2", b"") + message(b"T", struct.pack(">h", 1) + column)
    for block in repeated(message(b"D", struct.pack(">hi", 1, 100) + b"x" * 100)):
        yield block


SPEAK = {"http": speak_http, "zookeeper": speak_zookeeper, "postgresql": speak_postgresql}


async def garbage(reader, writer, tongue):
    writer.write(_GARBAGE)
    await writer.drain()
    await reader.read(_BYTES_AT_ONCE)  # closing before it is read would be a reset, and the garbage lost


async def slow(reader, writer, tongue):
    async for block in SPEAK[tongue](reader):
        for byte in block:
            writer.write(bytes([byte]))
            await writer.drain()
            await asyncio.sleep(_SLOW_SECONDS)


async def endless(reader, writer, tongue):
    async for block in SPEAK[tongue](reader):
        writer.write(block)
        await writer.drain()


async def silent(reader, writer, tongue):
    while await reader.read(_BYTES_AT_ONCE):
        pass


async def closing(reader, writer, tongue):
    await reader.read(_BYTES_AT_ONCE)


async def resetting(reader, writer, tongue):
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)


BEHAVE = {"garbage": garbage, "slow": slow, "endless": endless, "silent": silent, "closing": closing, "resetting": resetting}


async def serve(ports):
    servers = []
    for cast, port in ports.items():
        manner, tongue, _ = cast.split()

        async def converse(reader, writer, behave=BEHAVE[manner], tongue=tongue):
            try:
                await behave(reader, writer, tongue)
            except (OSError, asyncio.IncompleteReadError):
                pass  # the other side has had enough
            finally:
                writer.close()

        servers.append(await asyncio.start_server(converse, "127.0.0.1", port))
    await asyncio.gather(*(server.serve_forever() for server in servers))


if __name__ == "__main__":
    asyncio.run(serve(json.loads(sys.argv[1])))
