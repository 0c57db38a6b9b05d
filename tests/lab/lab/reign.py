"""Who led when, by the lab's own clock: every master is asked so often that a gap between two leaders is known to some ms."""
import http.client
import threading
import time
from dataclasses import dataclass

from .standin_answers import API

ASK_SECONDS = 0.01


@dataclass(frozen=True)
class Answer:
    asked: float  # time.monotonic()
    heard: float
    leads: bool


class Reign:
    """Asks each of `masters` (anything with a name and a port) whether it leads as `role`, from its start to its end."""

    def __init__(self, masters, role="coordinator"):
        self.path = API[role] + "/isLeader"
        self.answers = {master.name: [] for master in masters}
        self._ended = threading.Event()
        self._asking = [threading.Thread(target=self._ask, args=(master,), daemon=True) for master in masters]

    def __enter__(self):
        for thread in self._asking:
            thread.start()
        return self

    def __exit__(self, *_):
        self._ended.set()
        for thread in self._asking:
            thread.join()

    def _ask(self, master):
        connection = http.client.HTTPConnection("127.0.0.1", master.port, timeout=2)
        while not self._ended.wait(ASK_SECONDS):
            asked = time.monotonic()
            try:
                connection.request("GET", self.path)
                answer = connection.getresponse()
                answer.read()
                self.answers[master.name].append(Answer(asked, time.monotonic(), answer.status == 200))
            except (OSError, http.client.HTTPException):
                connection.close()  # and opened again by the next request
        connection.close()

    def leads(self, name):
        """Whether its last answer says so."""
        answers = self.answers[name]
        return bool(answers) and answers[-1].leads

    def gap(self, old, new):
        """Seconds from the last answer in which `old` led to the first in which `new` does; None while there is no such."""
        last = max((answer.heard for answer in self.answers[old] if answer.leads), default=None)
        first = min((answer.heard for answer in self.answers[new] if answer.leads), default=None)
        return None if last is None or first is None else first - last
