import os
import signal
import subprocess
import sys
import textwrap
import time
import unittest
from pathlib import Path

from lab import wait
from lab.place import Lab
from lab.ports import FIRST, LAST, Ports, is_free
from lab.process import Process
from tests.test_path import Echo

HERE = Path(__file__).resolve().parent.parent


class FreePorts(unittest.TestCase):
    def test_they_lie_below_the_kernels_own(self):
        ports = Ports()
        self.addCleanup(ports.release)
        for name in "abc":
            self.assertTrue(FIRST <= ports[name] < LAST)
            self.assertTrue(is_free(ports[name]))

    def test_a_name_keeps_its_port(self):
        ports = Ports()
        self.addCleanup(ports.release)
        self.assertEqual(ports["a"], ports["a"])
        self.assertNotEqual(ports["a"], ports["b"])
        self.assertEqual(Ports(ports.known)["b"], ports["b"])

    def test_two_labs_share_none(self):
        one, other = Ports(), Ports()
        self.addCleanup(one.release)
        self.addCleanup(other.release)
        self.assertNotEqual(one["a"] // 100, other["a"] // 100)


class ServerVerbs(unittest.TestCase):
    def setUp(self):
        self.lab = Lab()
        self.addCleanup(self.lab.remove)
        self.echo = Echo(self.lab).start().await_ready()

    def test_it_runs_and_has_a_size(self):
        self.assertTrue(self.echo.running)
        self.assertGreater(self.echo.resident_bytes, 1_000_000)

    def test_kill(self):
        self.echo.kill()
        self.assertFalse(self.echo.running)
        self.assertTrue(is_free(self.echo.port))

    def test_terminate_also_ends_a_frozen_one(self):
        self.echo.freeze().terminate()
        self.assertFalse(self.echo.running)

    def test_how_it_ended(self):
        process = self.echo.process
        process.signal_alone(signal.SIGTERM)
        self.assertEqual(process.exit_status(5), -signal.SIGTERM)
        self.assertFalse(self.echo.running)

    def test_freeze_and_thaw(self):
        self.echo.freeze()
        wait.until(lambda: self.echo.frozen, 1, "frozen")
        self.echo.thaw()
        wait.until(lambda: not self.echo.frozen, 1, "thawed")
        self.echo.await_ready(2)

    def test_restart_is_another_process(self):
        before = self.echo.process
        self.assertNotEqual(self.echo.restart().process, before)

    def test_one_that_ends_at_once_is_reported_with_its_log(self):
        self.echo.kill()
        self.echo.command = lambda: [sys.executable, "-c", "print('the reason'); raise SystemExit(3)"]
        with self.assertRaisesRegex(RuntimeError, "the reason"):
            self.echo.start().await_ready(5)

    def test_a_reused_pid_is_left_alone(self):
        innocent = subprocess.Popen(["sleep", "60"])
        self.addCleanup(innocent.wait)
        self.addCleanup(innocent.kill)
        stale = Process(innocent.pid, Process.of(innocent.pid).started - 1)
        self.assertFalse(stale.alive)
        stale.signal(signal.SIGKILL)
        stale.end()
        self.assertIsNone(innocent.poll())

    def test_the_end_of_a_lab_is_the_end_of_its_servers(self):
        process = self.echo.process
        self.lab.end()
        self.assertFalse(process.alive)


class WhatsoeverHappens(unittest.TestCase):
    def test_servers_die_with_the_test_process_even_if_it_is_killed(self):
        program = textwrap.dedent("""
            import signal, threading
            from lab.place import Lab
            from tests.test_path import Echo
            lab = Lab()
            started = []
            # started from a thread that ends at once, which must not end the server
            thread = threading.Thread(target=lambda: started.append(Echo(lab).start().await_ready()))
            thread.start(); thread.join()
            print(lab.root, started[0].process, flush=True)
            signal.pause()
        """)
        test = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, cwd=HERE)
        self.addCleanup(test.wait)
        self.addCleanup(test.stdout.close)
        self.addCleanup(test.kill)
        root, _, identity = test.stdout.readline().strip().partition(" ")
        process = Process.parse(identity)
        wait.stays(lambda: process.alive, 0.2, "the server outlives the thread that started it")
        test.kill()
        self.assertTrue(process.await_end(2))
        Lab(root).remove()

    def test_a_lasting_lab_is_found_again_by_its_folder(self):
        program = textwrap.dedent("""
            import sys
            from lab.place import Lab
            from tests.test_path import Echo
            lab = Lab(sys.argv[1], lasting=True)
            Echo(lab).start().await_ready()
            lab.remember()
        """)
        with Lab() as outer:
            root = outer.root / "lasting"
            subprocess.run([sys.executable, "-c", program, root], cwd=HERE, check=True)
            lab = Lab(root, lasting=True)
            self.assertEqual(list(lab.processes()), ["echo"])
            Echo(lab).await_ready(1)
            lab.end()
            self.assertEqual(lab.processes(), {})

    def test_a_folder_that_is_no_lab_is_not_touched(self):
        with Lab() as outer:
            (outer.root / "mine").mkdir()
            (outer.root / "mine" / "thesis.txt").write_text("")
            with self.assertRaises(ValueError):
                Lab(outer.root / "mine", lasting=True)
