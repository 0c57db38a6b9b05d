"""The inside of a path: relays TCP connections, and spoils them on demand.

Also what a path must not do: hide that its target is down. While nobody listens at the target, the path refuses too, so that a
client sees the same as without it.
"""
import asyncio
import socket
import struct

from .listening import someone_listens

_ATTACH_FILTER, _DETACH_FILTER = 26, 27  # SO_ATTACH_FILTER, SO_DETACH_FILTER of asm-generic/socket.h
_LOOK_SECONDS = 0.05  # how often a path looks whether its target still listens
_CHUNK = 65536
_RESET_ON_CLOSE = struct.pack("ii", 1, 0)


class _Filter:
    """A packet filter of one instruction, "keep nothing": what arrives for the socket is dropped before TCP sees it. Nothing is
    acknowledged then, and on a listening socket no SYN is answered: the network as it is when a cable is out."""

    def __init__(self):
        import ctypes
        self._code = ctypes.create_string_buffer(struct.pack("HBBI", 0x06, 0, 0, 0))  # BPF_RET | BPF_K, 0 bytes
        self.program = struct.pack("HL", 1, ctypes.addressof(self._code))

    def drop(self, sock):
        sock.setsockopt(socket.SOL_SOCKET, _ATTACH_FILTER, self.program)

    def pass_on(self, sock):
        sock.setsockopt(socket.SOL_SOCKET, _DETACH_FILTER, 0)


_filter = _Filter()


class _Connection:
    """A client's connection and ours to the target."""

    def __init__(self, client, target):
        self.client, self.target = client, target

    def sockets(self):
        return [sock for sock in (self.client, self.target) if sock.fileno() >= 0]

    def close(self, *, reset=False):
        for sock in self.sockets():
            if reset:
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
            sock.close()


class Lane:
    """From one listening socket, bound and not yet listening, to one port of a target."""

    def __init__(self, listener, target):
        listener.setblocking(False)
        self.listener, self.target = listener, target
        self.connections = {}  # _Connection → the task that serves it
        self.is_cut = self.is_black = False
        self.seconds = 0.0
        self.passable = asyncio.Event()
        self.passable.set()
        self._listening = False
        self._changed = asyncio.Event()

    # verbs

    def cut(self):
        self.heal()
        self.is_cut = True
        self._refuse()
        self.reset()

    def black_hole(self):
        self.heal()
        self.is_black = True
        self.passable.clear()
        self._listen()
        for sock in self._every_socket():
            _filter.drop(sock)

    def delay(self, seconds):
        self.seconds = seconds

    def reset(self):
        for connection, task in list(self.connections.items()):
            connection.close(reset=True)
            task.cancel()

    def heal(self):
        if self.is_black:
            for sock in self._every_socket():
                _filter.pass_on(sock)
        self.is_cut = self.is_black = False
        self.seconds = 0.0
        self.passable.set()
        self._changed.set()

    # work

    def _every_socket(self):
        return [self.listener] + [sock for connection in self.connections for sock in connection.sockets()]

    def _listen(self):
        if not self._listening:
            self.listener.listen(128)
            self._listening = True

    def _refuse(self):
        """The socket stays bound, so the port stays ours, but the kernel answers a SYN with a reset."""
        if self._listening:
            self.listener.shutdown(socket.SHUT_RDWR)
            self._listening = False
        self._changed.set()

    def _refuse_like_the_target(self):
        if self._listening and not self.is_black and not someone_listens(self.target):
            self._refuse()

    async def serve(self):
        while True:
            self._changed.clear()
            if self.is_cut:
                await self._changed.wait()
            elif not self.is_black and not someone_listens(self.target):
                self._refuse()
                await asyncio.sleep(_LOOK_SECONDS)
            else:
                self._listen()
                await self._accept()

    async def _accept(self):
        loop = asyncio.get_running_loop()
        while self._listening:
            accepting = asyncio.ensure_future(loop.sock_accept(self.listener))
            change = asyncio.ensure_future(self._changed.wait())
            while not (accepting.done() or change.done()):
                await asyncio.wait([accepting, change], return_when=asyncio.FIRST_COMPLETED, timeout=_LOOK_SECONDS)
                self._refuse_like_the_target()
            change.cancel()
            if not accepting.done():
                accepting.cancel()
                return
            try:
                client, _ = accepting.result()
            except OSError:
                return
            connection = _Connection(client, socket.socket())
            self.connections[connection] = asyncio.ensure_future(self._relay(connection))

    async def _relay(self, connection):
        loop = asyncio.get_running_loop()
        client, target = connection.client, connection.target
        try:
            for sock in (client, target):
                sock.setblocking(False)
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            await self.passable.wait()
            await loop.sock_connect(target, ("127.0.0.1", self.target))
            if self.is_black:
                _filter.drop(target)
            await asyncio.gather(self._pump(client, target), self._pump(target, client))
            connection.close()
        except OSError:
            connection.close(reset=True)  # a reset on one side is one on the other
        finally:
            connection.close()
            self.connections.pop(connection, None)
            self._refuse_like_the_target()  # they may have ended together; at once, before the client asks again

    async def _pump(self, source, sink):
        """Reads ahead only as far as the queue goes; each piece leaves when it is due."""
        loop = asyncio.get_running_loop()
        queue = asyncio.Queue(64)

        async def read():
            while True:
                data = await loop.sock_recv(source, _CHUNK)
                await queue.put((loop.time() + self.seconds, data))
                if not data:
                    return

        async def write():
            while True:
                due, data = await queue.get()
                if (early := due - loop.time()) > 0:
                    await asyncio.sleep(early)
                await self.passable.wait()
                if not data:
                    sink.shutdown(socket.SHUT_WR)
                    return
                await loop.sock_sendall(sink, data)

        reading, writing = asyncio.ensure_future(read()), asyncio.ensure_future(write())
        try:
            await asyncio.gather(reading, writing)
        finally:
            reading.cancel()
            writing.cancel()
