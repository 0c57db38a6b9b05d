import subprocess
import sys
import unittest

from lab.path import PYTHONPATH

# In a process of its own, which leaves the machine's network for good.
STORY = """
import subprocess, sys
from lab import ask, network, wait
from lab.place import Lab
from lab.server import Server

try:
    network.leave_the_machine()
except OSError as trouble:
    sys.exit(f"skip: {trouble}")

class Page(Server):
    def __init__(self, lab, seat):
        super().__init__(lab, f"page{seat.number}")
        self.seat, self.url = seat, f"http://{seat.host}:8000/"

    def command(self):
        return self.seat.inside([sys.executable, "-m", "http.server", "--bind", self.seat.host])

    def ready(self):
        return ask.says_ok(self.url)

ASK = "import sys; from lab import ask; print(ask.get(sys.argv[1], 0.5).status)"

def hears(seat, page):
    done = subprocess.run(seat.inside([sys.executable, "-c", ASK, page.url]), capture_output=True, text=True)
    return done.stdout.strip() or done.stderr.strip().splitlines()[-1].partition(":")[0]

with Lab() as lab:
    net = network.Network(lab, 3)
    first, second, third = net.seats.values()
    page = Page(lab, first).start().await_ready()
    print("whole", hears(second, page), hears(third, page))
    net.silence(second, first)
    print("silent", hears(second, page), hears(third, page), page.ready())
    net.heal()
    print("healed", hears(second, page))
    net.cut(first, *net.others(first))
    print("cut", hears(second, page), hears(third, page), page.ready())
    net.heal()
    print("healed", hears(third, page))
"""


class ServersThatAreCutFromEachOther(unittest.TestCase):
    def test_silence_and_a_cut_are_between_two_and_seen_by_nobody_else(self):
        done = subprocess.run([sys.executable, "-c", STORY], capture_output=True, text=True, env={"PYTHONPATH": PYTHONPATH, "PATH": "/usr/sbin:/usr/bin:/sbin:/bin"})
        if done.stderr.startswith("skip: "):
            self.skipTest(done.stderr.removeprefix("skip: ").strip())
        self.assertEqual(done.stdout.splitlines(), [
            "whole 200 200", "silent TimeoutError 200 True", "healed 200", "cut OSError OSError True", "healed 200"], done.stderr)
