"""How fast this machine is just now, by a program that is not ours: curl, which asks Druid's processes what the agent asks them most."""
from lab.questions import QUESTIONS
from lab.server import Server

RATE = 4  # a second, each
ALL_DAY = 100_000


class Curl(Server):
    """One process of Druid is asked, on one kept connection."""

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
