"""What a Druid process keeps in ZooKeeper while it lives: its places in the latches, and that it is there."""
import gzip
import json
import threading
import uuid

from . import znodes

LATCHES = {"coordinator": "coordinator/_COORDINATOR", "overlord": "overlord/_OVERLORD"}
SESSION_SECONDS = 30  # a test that fails because its own session ended tells nothing
PING_SECONDS = 3


class Registration:
    """A session of its own, kept alive until it is closed, with ephemeral znodes as Druid and Curator write them."""

    def __init__(self, zookeeper, base_path="/druid"):
        self.base_path = base_path
        self._session = znodes.Session(zookeeper.port, timeout=SESSION_SECONDS, lasts=SESSION_SECONDS)
        self._busy, self._closed = threading.Lock(), threading.Event()
        self._pings = threading.Thread(target=self._keep_alive, daemon=True)
        self._pings.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        """Every znode of it is gone at once, as when a process ends in good order."""
        self._closed.set()
        self._pings.join()
        self._session.end()

    def _keep_alive(self):
        while not self._closed.wait(PING_SECONDS):
            try:
                with self._busy:
                    self._session.ping()
            except OSError:
                return  # ZooKeeper has ended

    def stand(self, role, url):
        """A new place in the role's latch, the last one: Curator's name for it, and as its data who stands there."""
        path = f"{self.base_path}/{LATCHES[role]}/_c_{uuid.uuid4()}-latch-"
        with self._busy:
            return self._session.create_ephemeral(path, url.encode(), sequential=True)

    def announce(self, role, url, *, tls_port=None, plaintext=True, compressed=True, service=None, typed_twice=False):
        """As CuratorDruidNodeAnnouncer does, under the TLS port if there is one. Druid up to 36 wrote the key "type" twice into a
        Historical's services (`typed_twice`); `compressed` is druid.zk.service.compress."""
        host, port = url.partition("//")[2].split(":")
        node = {"service": service or f"druid/{role}", "host": host, "bindOnHost": False,
                "plaintextPort": int(port) if plaintext else -1, "port": -1, "tlsPort": tls_port or -1,
                "enablePlaintextPort": plaintext, "enableTlsPort": tls_port is not None}
        text = json.dumps({"druidNode": node, "nodeType": role, "services": {}, "startTime": "2026-11-24T05:53:06.284Z"})
        if typed_twice:
            text = text.replace('"services": {}', '"services": {"dataNodeService": {"type": "dataNodeService", "tier": "_default_tier", '
                                '"maxSize": 1000000000, "type": "historical", "serverType": "historical", "priority": 0}}')
        data = gzip.compress(text.encode()) if compressed else text.encode()
        path = f"{self.base_path}/internal-discovery/{role.upper()}/{host}:{tls_port or port}"
        with self._busy:
            return self._session.create_ephemeral(path, data)

    def withdraw(self, *paths):
        with self._busy:
            for path in paths:
                self._session.delete(path)
