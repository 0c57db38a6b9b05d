"""Reads znodes, with no library: a session, a few questions, and goodbye."""
import re
import socket
import struct

_GET_CHILDREN, _GET_DATA, _CLOSE = 8, 4, -11
_NO_NODE = -101


class NoNode(Exception):
    pass


class Session:
    """A short-lived client session at one member."""

    def __init__(self, port, timeout=3.0):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout)
        self.stream = self.socket.makefile("rb")
        self.requests = 0
        # protocol version, last zxid seen, session timeout in ms, session id, password, read-only
        self._send(struct.pack(">iqiqi16s?", 0, 0, 10000, 0, 16, b"", False))
        self._receive()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        try:
            self._send(struct.pack(">ii", 0, _CLOSE))  # so that the session does not linger until it expires
        except OSError:
            pass
        self.stream.close()
        self.socket.close()

    def _send(self, payload):
        self.socket.sendall(struct.pack(">i", len(payload)) + payload)

    def _receive(self):
        head = self.stream.read(4)
        if len(head) < 4:
            raise ConnectionError("ZooKeeper closed the connection")
        return self.stream.read(struct.unpack(">i", head)[0])

    def _ask(self, kind, path):
        self.requests += 1
        name = path.encode()
        self._send(struct.pack(">iii", self.requests, kind, len(name)) + name + b"\0")  # no watch
        answer = self._receive()
        _, _, error = struct.unpack_from(">iqi", answer)
        if error == _NO_NODE:
            raise NoNode(path)
        if error:
            raise ConnectionError(f"ZooKeeper error {error} for {path}")
        return answer[16:]

    def children(self, path):
        answer = self._ask(_GET_CHILDREN, path)
        (count,), at, names = struct.unpack_from(">i", answer), 4, []
        for _ in range(count):
            (length,) = struct.unpack_from(">i", answer, at)
            names.append(answer[at + 4:at + 4 + length].decode())
            at += 4 + length
        return names

    def data(self, path):
        answer = self._ask(_GET_DATA, path)
        (length,) = struct.unpack_from(">i", answer)
        return answer[4:4 + max(length, 0)]


def latch(port, path):
    """Who stands in a leader latch, first the one whose turn it is: URLs, as Druid writes them there."""
    with Session(port) as session:
        try:
            children = session.children(path)
        except NoNode:
            return []
        standing = []
        for child in sorted(children, key=lambda name: int(re.search(r"latch-(\d+)$", name)[1])):
            try:
                standing.append(session.data(f"{path}/{child}").decode())
            except NoNode:
                pass  # it went between the two questions
        return standing
