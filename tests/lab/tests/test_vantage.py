import subprocess
import sys
import unittest

from lab import ask, wait
from lab.place import Lab
from lab.server import Server
from lab.vantage import Vantage
from tests.test_path import Echo

ASK = """
import socket, sys
connection = socket.create_connection(("127.0.0.1", int(sys.argv[1])), 0.5)
connection.sendall(b"hello")
print(connection.recv(10).decode())
"""


class Page(Server):
    def __init__(self, lab, vantage_of):
        super().__init__(lab, "page")
        self.vantage_of = vantage_of
        self.port = lab.port("page")

    def command(self):
        return self.vantage_of().inside([sys.executable, "-m", "http.server", "--bind", "127.0.0.1", str(self.port)])

    def ready(self):
        return ask.says_ok(f"http://127.0.0.1:{self.port}/")


class SeenFromAVantage(unittest.TestCase):
    def setUp(self):
        self.lab = Lab()
        self.addCleanup(self.lab.remove)
        self.echo = Echo(self.lab).start().await_ready()
        self.page = Page(self.lab, lambda: self.vantage)
        self.vantage = Vantage(self.lab, {"echo": self.echo.port}, [self.page.port])
        try:
            self.vantage.start().await_ready(5)
        except RuntimeError as trouble:
            self.skipTest(f"no network namespaces here: {trouble}")

    def hears(self):
        command = self.vantage.inside([sys.executable, "-c", ASK, str(self.echo.port)])
        done = subprocess.run(command, capture_output=True, text=True)
        return done.stdout.strip() or done.stderr.strip().splitlines()[-1].partition(":")[0]

    def test_a_target_has_its_own_address(self):
        wait.until(lambda: self.hears() == "hello", 3, "the echo is heard at the vantage")

    def test_what_is_spoilt_is_spoilt_there_only(self):
        wait.until(lambda: self.hears() == "hello", 3, "the echo is heard at the vantage")
        self.vantage.black_hole()
        self.assertEqual(self.hears(), "TimeoutError")
        self.echo.await_ready(1)
        self.vantage.heal()
        self.assertEqual(self.hears(), "hello")

    def test_a_dead_target_refuses_there_too(self):
        wait.until(lambda: self.hears() == "hello", 3, "the echo is heard at the vantage")
        self.echo.kill()
        wait.until(lambda: self.hears() == "ConnectionRefusedError", 3, "the echo refuses at the vantage")

    def test_a_page_served_there_is_read_outside(self):
        self.page.start().await_ready(5)
