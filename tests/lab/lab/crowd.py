"""Many connections from the address from which druidwatch connects, too: what `maxClientCnxns` counts."""
import socket

from . import wait


class Crowd:
    """Holds connections to one ZooKeeper member, until it lets no more in."""

    def __init__(self, member):
        self.member = member
        self.held = []

    def gather(self, seconds=10):
        wait.until(self._another_is_turned_away, seconds, f"{self.member.name} lets nobody in any more")
        return self

    def disperse(self):
        while self.held:
            self.held.pop().close()

    def _another_is_turned_away(self):
        """It accepts and closes at once those that are too many; one that it keeps says nothing."""
        another = socket.create_connection((self.member.host, self.member.port), 1.0)
        another.settimeout(0.2)
        try:
            another.recv(1)
        except TimeoutError:
            self.held.append(another)
            return False
        except OSError:
            pass
        another.close()
        return True
