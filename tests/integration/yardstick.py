"""How fast this machine is just now, by programs that are not ours."""
import socket
import threading
from urllib.parse import urlsplit

from lab import ask
from lab.questions import QUESTIONS
from lab.server import Server

RATE = 4  # a second, each
ALL_DAY = 100_000


class Curl(Server):
    """Asks one process of Druid, on one kept connection, what the agent asks it most."""

    def __init__(self, lab, druid, tls):
        super().__init__(lab, f"curl-{druid.name}")
        _, path, _ = QUESTIONS[druid.role][0]
        self.url = f"{druid.url}{path}?[1-{ALL_DAY}]"
        self.tls = ["--cacert", tls["ca_file"], "--cert", tls["cert_file"], "--key", tls["key_file"]]

    def command(self):
        return ["curl", "--silent", "--rate", f"{RATE}/s", "--max-time", "10", *self.tls, "--output", "/dev/null", "--write-out",
                "%{stderr}%{http_code} %{num_connects}\n", self.url]

    def ready(self):
        """The last answer came, and on the connection that was there. (A standby answers 404.)"""
        return self.log.read_text().split("\n")[-2:-1] in (["200 0"], ["404 0"])


class Mourner:
    """Holds a connection to `url`. As soon as that ends, it posts to `receiver`, and does nothing else."""

    def __init__(self, url, receiver):
        parts = urlsplit(url)
        self.path = f"/mourned/{parts.port}"
        self.receiver = receiver.url.rstrip("/") + self.path
        self.held = socket.create_connection((parts.hostname, parts.port))
        threading.Thread(target=self.mourn, daemon=True).start()

    def mourn(self):
        with self.held:
            try:
                self.held.recv(1)
            except ConnectionResetError:
                pass  # an end, too
        ask.post(self.receiver, {})
