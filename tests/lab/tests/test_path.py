import socket
import sys
import threading
import time
import unittest

from lab import wait
from lab.path import Path
from lab.place import Lab
from lab.server import Server

ECHO = """
import socket, sys, threading
listener = socket.create_server(("127.0.0.1", int(sys.argv[1])))
def serve(connection):
    while data := connection.recv(4096):
        connection.sendall(data)
    connection.close()
while True:
    threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()
"""


class Echo(Server):
    def __init__(self, lab, name="echo"):
        super().__init__(lab, name)
        self.port = lab.port(name)

    def command(self):
        return [sys.executable, "-c", ECHO, self.port]

    def ready(self):
        socket.create_connection(("127.0.0.1", self.port), 1).close()
        return True


def say(connection, text):
    connection.sendall(text)
    return connection.recv(4096)


class PathVerbs(unittest.TestCase):
    def setUp(self):
        self.lab = Lab()
        self.addCleanup(self.lab.remove)
        self.echo = Echo(self.lab).start().await_ready()
        self.path = Path(self.lab, "path", [self.echo.port]).start().await_ready()
        wait.until(lambda: self.connect().close() or True, 5, "the path listens")

    def connect(self, timeout=2.0):
        connection = socket.create_connection(("127.0.0.1", self.path.port), timeout)
        self.addCleanup(connection.close)
        return connection

    def test_a_whole_path_passes_both_ways(self):
        self.assertEqual(say(self.connect(), b"hello"), b"hello")

    def test_the_end_of_one_direction_passes_too(self):
        connection = self.connect()
        connection.sendall(b"last")
        connection.shutdown(socket.SHUT_WR)
        self.assertEqual(connection.recv(10), b"last")
        self.assertEqual(connection.recv(10), b"")

    def test_cut_resets_what_is_there_and_refuses_what_comes(self):
        connection = self.connect()
        say(connection, b"hello")
        self.path.cut()
        with self.assertRaises(ConnectionResetError):
            connection.recv(10)
        with self.assertRaises(ConnectionRefusedError):
            self.connect()
        self.path.heal()
        wait.until(lambda: say(self.connect(), b"again") == b"again", 2, "healed")

    def test_black_hole_is_silent_and_closes_nothing(self):
        connection = self.connect()
        say(connection, b"hello")
        self.path.black_hole()
        connection.sendall(b"lost?")
        connection.settimeout(0.5)
        with self.assertRaises(TimeoutError):
            connection.recv(10)
        with self.assertRaises(TimeoutError):
            self.connect(timeout=0.5)  # not even the SYN is answered
        self.path.heal()
        self.assertEqual(say(self.connect(), b"new"), b"new")
        connection.settimeout(5)
        self.assertEqual(connection.recv(10), b"lost?")  # TCP sends it again: nothing was lost, only late

    def test_black_hole_hides_that_the_target_dies(self):
        connection = self.connect()
        say(connection, b"hello")
        self.path.black_hole()
        self.echo.kill()
        connection.settimeout(0.5)
        with self.assertRaises(TimeoutError):
            connection.recv(10)
        with self.assertRaises(TimeoutError):
            self.connect(timeout=0.5)

    def test_what_came_during_a_black_hole_passes_after_it(self):
        self.path.black_hole()
        late = []
        knock = threading.Thread(target=lambda: late.append(say(self.connect(timeout=8), b"late")))
        knock.start()
        with self.assertRaises(TimeoutError):
            self.connect(timeout=0.3)
        self.path.heal()
        knock.join()
        self.assertEqual(late, [b"late"])

    def test_the_last_verb_counts(self):
        self.path.black_hole().cut()
        with self.assertRaises(ConnectionRefusedError):
            self.connect()
        self.path.black_hole()
        with self.assertRaises(TimeoutError):
            self.connect(timeout=0.3)
        self.path.heal()
        self.assertEqual(say(self.connect(), b"hello"), b"hello")

    def test_delay_holds_each_piece_back_each_way(self):
        connection = self.connect()
        self.path.delay(0.2)
        asked = time.monotonic()
        self.assertEqual(say(connection, b"slow"), b"slow")
        self.assertGreaterEqual(time.monotonic() - asked, 0.4)
        self.path.heal()
        asked = time.monotonic()
        say(connection, b"fast")
        self.assertLess(time.monotonic() - asked, 0.2)

    def test_reset_spares_new_connections(self):
        connection = self.connect()
        say(connection, b"hello")
        self.path.reset()
        with self.assertRaises(ConnectionResetError):
            connection.recv(10)
        self.assertEqual(say(self.connect(), b"new"), b"new")

    def test_a_path_to_nobody_refuses_like_nobody(self):
        connection = self.connect()
        say(connection, b"hello")
        self.echo.kill()
        connection.settimeout(2)
        try:
            self.assertEqual(connection.recv(10), b"")
        except ConnectionResetError:
            pass
        wait.until(self.refused, 1, "the path refuses")
        self.echo.start().await_ready()
        wait.until(lambda: say(self.connect(), b"back") == b"back", 2, "the path is back with its target")

    def refused(self):
        try:
            self.connect()
        except ConnectionRefusedError:
            return True

    def test_a_frozen_target_is_silent(self):
        self.echo.freeze()
        connection = self.connect(timeout=0.3)
        with self.assertRaises(TimeoutError):
            say(connection, b"hello")
        self.echo.thaw()
        connection.settimeout(2)
        self.assertEqual(connection.recv(10), b"hello")

    def test_many_connections_at_once(self):
        answers = []

        def one(number):
            text = f"{number}".encode() * 1000
            connection = self.connect()
            connection.sendall(text)
            got = b""
            while len(got) < len(text):
                got += connection.recv(65536)
            answers.append(got == text)

        threads = [threading.Thread(target=one, args=(number,)) for number in range(50)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(answers, [True] * 50)
