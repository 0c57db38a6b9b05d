"""A program that talks to a server and keeps at it: a session that somebody left open, a write that does not return."""
from .server import Server


class Client(Server):
    def __init__(self, lab, name, command, environment=None):
        super().__init__(lab, name)
        self._command, self._environment = command, environment or {}

    def command(self):
        return self._command

    def environment(self):
        return self._environment
