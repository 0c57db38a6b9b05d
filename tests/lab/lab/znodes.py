"""Reads and writes znodes, with no library: a session, a few questions, and goodbye."""
import re
import socket
import struct

_CREATE, _DELETE, _GET_DATA, _SET_DATA, _GET_CHILDREN, _PING, _RECONFIGURE, _CLOSE = 1, 2, 4, 5, 8, 11, 16, -11
_OF_A_PING = -2  # in place of a request's number
_NO_NODE, _NODE_EXISTS = -101, -110

# One entry: all permissions, for world:anyone, as Druid's own znodes have it by default.
_OPEN = struct.pack(">iii5si6s", 1, 31, 5, b"world", 6, b"anyone")
_EPHEMERAL, _SEQUENTIAL = 1, 2


class NoNode(Exception):
    pass


class Session:
    """A client session at one member, by default a short one. `timeout` of an answer, `lasts` without a word of ours; in seconds."""

    def __init__(self, port, timeout=3.0, address="127.0.0.1", lasts=10):
        self.socket = socket.create_connection((address, port), timeout)
        self.stream = self.socket.makefile("rb")
        self.requests = 0
        # protocol version, last zxid seen, session timeout in ms, session id, password, read-only
        self._send(struct.pack(">iqiqi16s?", 0, 0, 1000 * lasts, 0, 16, b"", False))
        self._receive()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        try:
            self._send(struct.pack(">ii", 0, _CLOSE))  # so that the session does not linger until it expires
        except OSError:
            pass
        self.stream.close()
        self.socket.close()

    def end(self):
        """Closes it, and returns when its ephemeral znodes are gone."""
        try:
            self._send(struct.pack(">ii", 0, _CLOSE))
            while True:
                self._receive()
        except OSError:  # it closes the connection last
            self.close()

    def _send(self, payload):
        self.socket.sendall(struct.pack(">i", len(payload)) + payload)

    def _receive(self):
        head = self.stream.read(4)
        if len(head) < 4:
            raise ConnectionError("ZooKeeper closed the connection")
        return self.stream.read(struct.unpack(">i", head)[0])

    def _request(self, kind, path, rest):
        self.requests += 1
        self._send(struct.pack(">ii", self.requests, kind) + _string(path) + rest)

    def _ask(self, kind, path, rest=b"\0", accepted=()):  # a rest of 0: no watch
        self._request(kind, path, rest)
        request = _OF_A_PING
        while request == _OF_A_PING:
            answer = self._receive()
            request, _, error = struct.unpack_from(">iqi", answer)
        if error == _NO_NODE:
            raise NoNode(path)
        if error and error not in accepted:
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
        return _buffer(self._ask(_GET_DATA, path))

    def create(self, path, data=b""):
        """A persistent znode that anyone may read, with all that is missing above it. One that is there stays as it is."""
        above = path.rpartition("/")[0]
        if above:
            self.create(above)
        self._create(path, data, 0, accepted=[_NODE_EXISTS])

    def create_ephemeral(self, path, data=b"", sequential=False):
        """One that ends with this session; returns its path, which has a number appended if it is `sequential`."""
        self.create(path.rpartition("/")[0])
        return self._create(path, data, _EPHEMERAL | (_SEQUENTIAL if sequential else 0))

    def _create(self, path, data, flags, accepted=()):
        rest = struct.pack(">i", len(data)) + data + _OPEN + struct.pack(">i", flags)
        answer = self._ask(_CREATE, path, rest, accepted)
        return _buffer(answer).decode() if answer else path

    def delete(self, path):
        """Whatever version it has."""
        self._ask(_DELETE, path, struct.pack(">i", -1))

    def ping(self):
        """Says that this session lives. What comes back is read before the next answer."""
        self._send(struct.pack(">ii", _OF_A_PING, _PING))

    def pile_up(self, requests):
        """So many writes of which no answer is awaited: they lie there as long as they can't be committed."""
        for _ in range(requests):
            self._request(_SET_DATA, "/", struct.pack(">ii", 0, -1))

    def write(self, path, data):
        """Whatever version it has."""
        self._ask(_SET_DATA, path, struct.pack(">i", len(data)) + data + struct.pack(">i", -1))

    def reconfigure(self, joining="", leaving=""):
        """Server lines that join or change, and numbers that leave, with commas; returns the configuration after it. Of an
        ensemble that is dynamic."""
        # The third string would be a whole new membership; -1: whatever configuration there is now.
        return _buffer(self._ask(_RECONFIGURE, joining, _string(leaving) + struct.pack(">iq", -1, -1))).decode()


def _string(text):
    return struct.pack(">i", len(text.encode())) + text.encode()


def _buffer(answer):
    """The bytes at its beginning; what follows them is left."""
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
