"""Many connections from the address from which druidwatch connects, too: what `maxClientCnxns` counts."""
import socket
import threading

from . import wait

PRESSES_EVERY = 0.1  # seconds: sooner than druidwatch, a place of whose own connection gets free, tries again


class Crowd:
    """Takes every connection that one ZooKeeper member has to give, also those that get free later."""

    def __init__(self, member):
        self.member = member
        self.held = []
        self.turned_away, self.leaving = threading.Event(), threading.Event()
        self.pressing = threading.Thread(target=self._press, daemon=True)

    def gather(self, seconds=10):
        self.pressing.start()
        wait.until(self.turned_away.is_set, seconds, f"{self.member.name} lets nobody in any more")
        return self

    def disperse(self):
        self.leaving.set()
        if self.pressing.is_alive():
            self.pressing.join()
        while self.held:
            self.held.pop().close()

    def _press(self):
        while not self.leaving.is_set():
            try:
                another = socket.create_connection((self.member.host, self.member.port), 1.0)
            except OSError:
                self.leaving.wait(PRESSES_EVERY)
                continue
            if self._is_kept(another):
                self.held.append(another)
            else:
                another.close()
                self.turned_away.set()
                self.leaving.wait(PRESSES_EVERY)

    @staticmethod
    def _is_kept(another):
        """It accepts and closes at once those that are too many; one that it keeps says nothing."""
        another.settimeout(0.2)
        try:
            another.recv(1)
        except TimeoutError:
            return True
        except OSError:
            pass
        return False
