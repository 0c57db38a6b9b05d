"""Free TCP ports on loopback, below the range from which the kernel picks ports for outgoing connections.

Labs run side by side, so each takes a block of ports for itself. The block is held by a file lock, and every server of the
lab inherits it: the block is free again when the last of them has ended, whoever ended it and however.
"""
import fcntl
import os
import random
import socket
import tempfile
from pathlib import Path

FIRST, LAST, BLOCK = 15000, 32700, 100
DRUIDWATCH = 19105  # its own port is left to it


def is_free(port, address="127.0.0.1"):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # connections in TIME_WAIT are in nobody's way
        try:
            probe.bind((address, port))
            return True
        except OSError:
            return False


class Ports:
    """Ports by name: the same name gets the same port, also in another process when `known` was kept from the first."""

    def __init__(self, known=None):
        self.known = dict(known or {})
        self.lock = None
        self._next = None
        if self.known:  # servers that still run hold the block's lock
            first = min(self.known.values())
            self._next = max(self.known.values()) + 1
            self._end = first - (first - FIRST) % BLOCK + BLOCK
        else:
            self._take_block()

    def _take_block(self):
        folder = Path(tempfile.gettempdir()) / f"druidwatch-lab-ports.{os.getuid()}"
        folder.mkdir(mode=0o755, exist_ok=True)
        blocks = [first for first in range(FIRST, LAST - BLOCK + 1, BLOCK) if not first <= DRUIDWATCH < first + BLOCK]
        random.shuffle(blocks)
        for first in blocks:
            lock = os.open(folder / str(first), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                os.close(lock)
                continue
            self.lock, self._next, self._end = lock, first, first + BLOCK
            return
        raise RuntimeError("every block of ports is taken: are there labs that nobody needs any more?")

    def __getitem__(self, name):
        if name not in self.known:
            while self._next < self._end and not is_free(self._next):
                self._next += 1
            if self._next >= self._end:
                raise RuntimeError(f"the lab's {BLOCK} ports are used up")
            self.known[name] = self._next
            self._next += 1
        return self.known[name]

    def release(self):
        if self.lock is not None:
            os.close(self.lock)
            self.lock = None
