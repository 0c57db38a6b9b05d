"""The inside of a path: relays TCP connections, and spoils them on demand.

Also what a path must not do: hide that its target is down. While nobody listens at the target, the path refuses too, so that a
client sees the same as without it.
"""
import asyncio
import socket
import struct

from .listening import listening_ports

_ATTACH_FILTER, _DETACH_FILTER = 26, 27  # SO_ATTACH_FILTER, SO_DETACH_FILTER of asm-generic/socket.h
_LOOK_SECONDS = 0.05  # how often a path looks whether its target listens
_CHUNK = 65536
RESET_ON_CLOSE = struct.pack("ii", 1, 0)


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
        try:
            sock.setsockopt(socket.SOL_SOCKET, _DETACH_FILTER, 0)
        except FileNotFoundError:
            pass  # none is attached: the connection is younger than the black hole


_filter = _Filter()


class _Connection:
    """A client's connection and ours to the target."""

    def __init__(self, client):
        self.client, self.target = client, socket.socket()
        for sock in self.sockets():
            sock.setblocking(False)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.ends_by_reset = False

    def sockets(self):
        return [self.client, self.target]

    def close(self):
        for sock in self.sockets():
            if self.ends_by_reset:
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)
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
        self._listening = self._there = False
        self._changed = asyncio.Event()
        self.look(listening_ports())

    # verbs

    def cut(self):
        self.heal()
        self.is_cut = True
        self._open_or_close()
        self.reset()

    def black_hole(self):
        self.heal()
        self.is_black = True
        self.passable.clear()
        self._open_or_close()
        for sock in self._every_socket():
            _filter.drop(sock)

    def delay(self, seconds):
        self.seconds = seconds

    def reset(self):
        for connection, task in self.connections.items():
            connection.ends_by_reset = True
            task.cancel()  # which closes it: not from here, as the loop still has its descriptors

    def heal(self):
        if self.is_black:
            for sock in self._every_socket():
                _filter.pass_on(sock)
        self.is_cut = self.is_black = False
        self.seconds = 0.0
        self.passable.set()
        self._open_or_close()

    # work

    def _every_socket(self):
        return [self.listener] + [sock for connection in self.connections for sock in connection.sockets()]

    def look(self, ports):
        """Told on which ports somebody listens, it refuses where its target does."""
        self._there = self.target in ports
        self._open_or_close()

    def _open_or_close(self):
        wanted = self.is_black or (self._there and not self.is_cut)
        if wanted == self._listening:
            return
        self._listening = wanted
        if wanted:
            self.listener.listen(128)
        else:  # the socket stays bound, so the port stays ours, but the kernel answers a SYN with a reset
            self.listener.shutdown(socket.SHUT_RDWR)
        self._changed.set()

    async def serve(self):
        loop = asyncio.get_running_loop()
        while True:
            self._changed.clear()
            change = asyncio.ensure_future(self._changed.wait())
            while self._listening and not change.done():
                accepting = asyncio.ensure_future(loop.sock_accept(self.listener))
                await asyncio.wait([accepting, change], return_when=asyncio.FIRST_COMPLETED)
                if not accepting.done():
                    accepting.cancel()
                elif not accepting.exception():
                    connection = _Connection(accepting.result()[0])
                    if self.is_black:
                        _filter.drop(connection.client)
                    self.connections[connection] = asyncio.ensure_future(self._relay(connection))
            await change

    async def _relay(self, connection):
        client, target = connection.client, connection.target
        try:
            await self.passable.wait()
            await asyncio.get_running_loop().sock_connect(target, ("127.0.0.1", self.target))
            async with asyncio.TaskGroup() as ways:
                ways.create_task(self._pump(client, target))
                ways.create_task(self._pump(target, client))
        except* OSError:
            connection.ends_by_reset = True  # a reset on one side is one on the other
        finally:
            connection.close()
            self.connections.pop(connection, None)
            self.look(listening_ports())  # they may have ended together; at once, before the client asks again

    async def _pump(self, source, sink):
        """Reads ahead only as far as the queue goes; each piece leaves when it is due."""
        loop = asyncio.get_running_loop()
        queue = asyncio.Queue(64)

        async def read():
            data = b"."
            while data:
                data = await loop.sock_recv(source, _CHUNK)
                await queue.put((loop.time() + self.seconds, data))

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

        async with asyncio.TaskGroup() as both:
            both.create_task(read())
            both.create_task(write())


async def serve(lanes):
    """Serves them all, and looks for all of them whether their targets are there."""
    async def look():
        while True:
            ports = listening_ports()
            for lane in lanes:
                lane.look(ports)
            await asyncio.sleep(_LOOK_SECONDS)

    await asyncio.gather(look(), *(lane.serve() for lane in lanes))
