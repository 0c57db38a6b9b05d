"""The systemd unit: it is closed as far as it goes, and what it closes the agent does not need."""
import re
import shutil
import signal
import subprocess
import tempfile
import unittest
from pathlib import Path

from lab import ask, wait
from lab.agent import Agent
from lab.place import Lab
from packages import ROOT, run
from standin_systemd import settings

UNIT = ROOT / "packaging/druidwatch.service"
EXPOSURE_AT_MOST = 15  # tenths, as systemd-analyze takes it
OF_THE_TEST = {
    "execve",  # strace's own
    "fchown",  # SQLite's as root, who gives files to the owner of their folder; the service is not root
}


class Traced(Agent):
    """The agent under strace, with a line for each call."""

    ready_seconds = 30

    def __init__(self, lab, configuration, trace):
        super().__init__(lab, configuration)
        self.trace = trace

    def end(self):
        """The agent, told to; strace ends with it, and would only let go of it if it were told."""
        for process in self.process.family()[1:]:
            process.signal_alone(signal.SIGTERM)
        self.process.exit_status(30)

    def command(self):
        return ["strace", "--follow-forks", "--quiet=all", f"--output={self.trace}", *super().command()]


def calls_of(group):
    """The system calls of one of systemd's groups, and of the groups within."""
    found = set()
    for line in run("systemd-analyze", "syscall-filter", group).splitlines()[1:]:
        word = line.strip()
        if word.startswith("@"):
            found |= calls_of(word)
        elif word and not word.startswith("#"):
            found.add(word)
    return found


@unittest.skipUnless(shutil.which("systemd-analyze"), "there is no systemd-analyze")
class Unit(unittest.TestCase):
    def test_its_exposure_is_at_most_1_5(self):
        done = subprocess.run(["systemd-analyze", "security", "--offline=true", f"--threshold={EXPOSURE_AT_MOST}", UNIT],
                              capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stdout[-200:] + done.stderr)

    def test_systemd_understands_every_line_of_it(self):
        # As it is here the program and its man page are not installed; whatever else is said is wrong.
        done = subprocess.run(["systemd-analyze", "verify", UNIT], capture_output=True, text=True, check=False)
        said = [line for line in done.stderr.splitlines() if UNIT.name in line
                and not re.search(r"/usr/bin/druidwatch is not executable|'man druidwatch", line)]
        self.assertEqual(said, [])

    @unittest.skipUnless(shutil.which("strace"), "there is no strace")
    def test_the_agent_calls_nothing_that_the_unit_forbids(self):
        with tempfile.TemporaryDirectory(prefix="druidwatch-traced-") as folder, Lab() as lab:
            trace = Path(folder) / "calls"
            nobody = f"localhost:{lab.port('nobody')}"
            agent = Traced(lab, f"clusters: [{{name: c, zookeeper: {{ensemble: ['{nobody}']}}, metadata_store: {{kind: postgresql, "
                           f"nodes: ['host=localhost port={nobody[10:]} dbname=druid user=u']}}, "
                           f"druid: {{coordinators: ['http://{nobody}']}}}}]\n"
                           f"alerting: {{alertmanagers: ['http://{nobody}']}}\nstorage: {{path: {folder}/history}}\n", trace)
            agent.start()
            try:
                wait.until(lambda: ask.says_ok(agent.url + "/-/healthy"), 30, "it serves")
                agent.metrics()
                agent.await_alert("DruidHaWatchdog", 30)
            finally:
                agent.end()
            self.judge(trace.read_text(errors="replace").splitlines())

    def judge(self, lines):
        called = {match[1] for line in lines if (match := re.match(r"\d+ +(\w+)\(", line))}
        self.assertIn("epoll_wait", called)
        allowed = calls_of("@system-service") - calls_of("@privileged") - calls_of("@resources")
        self.assertEqual(called - allowed - OF_THE_TEST, set())
        self.assertEqual([line for line in lines if "PROT_WRITE" in line and "PROT_EXEC" in line], [], "MemoryDenyWriteExecute")
        families = {match[1] for line in lines if (match := re.match(r"\d+ +socket\((AF_\w+)", line))}
        # Without netlink, getaddrinfo takes it that there are addresses of both kinds.
        self.assertLessEqual(families - {"AF_NETLINK"}, set(settings(UNIT)["RestrictAddressFamilies"].split()))


if __name__ == "__main__":
    unittest.main()
