"""What a person runs beside the agent: `status` during a fault, `drill` through one; and the API as it describes itself, on real servers."""
import json
import os
import pty
import signal
import subprocess
import threading
import unittest

from stage import TIMEOUT, Agent, Watched, alerting, Lab, Unavailable, wait, yaml
from lab import ask
from lab.openapi import Description
from lab.zookeeper import Ensemble

DOWN_HOLD = 1  # seconds; the catalog's own would make the drill long
MEMBER_DOWN = "DruidHaMemberDown"


class Commands(Watched):
    """Three real ZooKeeper members, and an agent that watches them."""

    @classmethod
    def setUpClass(cls):
        cls.lab = Lab()
        cls.addClassCleanup(cls.lab.__exit__)
        try:
            cls.ensemble = Ensemble(cls.lab, 3)
        except Unavailable as reason:
            raise unittest.SkipTest(str(reason))
        cls.ensemble.start()
        cls.ensemble.await_ready()
        cls.agent = Agent(cls.lab, yaml.dump({
            "clusters": [{"name": "lab", "zookeeper": {"ensemble": [member.address for member in cls.ensemble.members]}}],
            "alerting": alerting({"MemberDown": f"{DOWN_HOLD}s"}),
        })).start().await_ready(30)

    def command(self, *arguments, url=None):
        return [str(self.agent.binary), arguments[0], f"--url={url or self.agent.url}", *arguments[1:]]

    def run_command(self, *arguments, **options):
        return subprocess.run(self.command(*arguments, **options), capture_output=True, text=True, timeout=60)

    def kill_follower(self):
        member = self.ensemble.followers()[0]
        self.addCleanup(lambda: member.start().await_ready())
        member.kill()
        return member

    def test_status_tells_that_all_is_well_and_of_a_fault_who_said_what(self):
        well = self.run_command("status")
        self.assertEqual((well.returncode, well.stderr), (0, ""), well.stdout)
        self.assertRegex(well.stdout, r"^lab stands\. One more ZooKeeper member may fail\.\n\nTIER +MAY FAIL +NODE")
        self.assertNotIn("\x1b", well.stdout)

        member = self.kill_follower()
        self.agent.await_alert(MEMBER_DOWN, DOWN_HOLD + TIMEOUT + 6, node=member.address)
        broken = self.run_command("status")
        self.assertEqual(broken.returncode, 1, broken.stdout)
        self.assertRegex(broken.stdout, rf"{member.address} +○ down")
        self.assertRegex(broken.stdout, rf"✕ warning {MEMBER_DOWN}, zookeeper {member.address}, firing since ")
        told = json.loads(self.run_command("status", "--format=json").stdout)
        self.assertEqual(told["status"], 1)
        self.assertIn(member.address, [alert["node"] for alert in told["alerts"] if alert["alert"] == MEMBER_DOWN])

    def test_status_watches_on_a_terminal_in_colour_until_it_is_interrupted(self):
        screen = Terminal(self.command("status", "--watch"))
        self.addCleanup(screen.close)
        wait.until(lambda: "\x1b[32mlab stands." in screen.text, 5, "all is well, in green")
        member = self.kill_follower()
        told = f"{MEMBER_DOWN}, zookeeper {member.address}, firing"
        wait.until(lambda: told in screen.text, DOWN_HOLD + TIMEOUT + 8, "the fault is drawn")
        screen.process.send_signal(signal.SIGINT)
        self.assertEqual(screen.process.wait(10), 1)

    def test_status_obeys_no_color(self):
        screen = Terminal(self.command("status"), NO_COLOR="1")
        self.addCleanup(screen.close)
        self.assertEqual(screen.process.wait(20), 0)
        wait.until(lambda: "druidwatch" in screen.text, 5, "it is drawn")
        self.assertNotIn("\x1b[3", screen.text)

    def test_an_agent_that_can_not_be_asked_is_3(self):
        nobody = f"http://127.0.0.1:{self.lab.port('nobody')}"
        for command in ("status", "drill"):
            ended = self.run_command(command, url=nobody)
            self.assertEqual((ended.returncode, ended.stdout), (3, ""))
            self.assertIn(nobody.removeprefix("http://"), ended.stderr)
        elsewhere = self.run_command("status", url=self.agent.url + "/elsewhere")
        self.assertEqual(elsewhere.returncode, 3)
        self.assertIn("404", elsewhere.stderr)

    def test_a_drill_reports_what_was_detected_and_what_the_failover_cost(self):
        leader = self.ensemble.await_leader()
        drill = subprocess.Popen(self.command("drill", "--format=json", "--timeout=5m"), stdout=subprocess.PIPE,
                                 stderr=subprocess.PIPE, text=True)
        self.addCleanup(drill.kill)
        self.assertIn("break something now", drill.stderr.readline())
        leader.kill()
        self.addCleanup(lambda: leader.start().await_ready())
        self.agent.await_alert(MEMBER_DOWN, DOWN_HOLD + TIMEOUT + 6, node=leader.address)
        leader.start().await_ready()
        said, complaints = drill.communicate(timeout=180)
        report = json.loads(said)
        self.assertEqual((drill.returncode, report["calm"]), (0, True), (report, complaints))
        (down,) = [alert for alert in report["alerts"] if alert["alert"] == f"lab zookeeper {MEMBER_DOWN} {leader.address}"]
        self.assertGreater(down["fired_after_seconds"] - down["began_after_seconds"], DOWN_HOLD - 0.01)  # of ms
        self.assertGreater(down["over_after_seconds"], down["fired_after_seconds"])
        (change,) = [change for change in report["changes"] if change["kind"] == "leader_change"]
        self.assertEqual(change["tier"], "zookeeper")
        self.assertGreaterEqual(change["gap_seconds"], 0)
        self.assertEqual(report["wrong_before"], [])

    def test_an_interrupted_drill_tells_what_did_not_resolve(self):
        drill = subprocess.Popen(self.command("drill"), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.addCleanup(drill.kill)
        self.assertIn("break something now", drill.stderr.readline())
        member = self.kill_follower()
        self.agent.await_alert(MEMBER_DOWN, DOWN_HOLD + TIMEOUT + 6, node=member.address)
        while f"fires: lab zookeeper {MEMBER_DOWN}" not in (line := drill.stderr.readline()):
            self.assertTrue(line, "the drill goes on")
        drill.send_signal(signal.SIGINT)
        said, _ = drill.communicate(timeout=20)
        self.assertEqual(drill.returncode, 2, said)
        self.assertIn(f"What did not resolve:\n  lab zookeeper {MEMBER_DOWN} {member.address}", said)

    def test_answers_about_real_servers_are_as_the_api_describes_them(self):
        described = Description(self.agent.url)
        for target in ("/api/v1/clusters", "/api/v1/clusters/lab", "/api/v1/alerts", "/sd/v1/targets", "/api/v1/history"):
            described.check(target)
        self.kill_follower()
        self.agent.await_alert(MEMBER_DOWN, DOWN_HOLD + TIMEOUT + 6)
        for target in ("/api/v1/clusters", "/api/v1/alerts"):
            described.check(target)
        wait.until(lambda: ask.get(self.agent.url + "/api/v1/history?kind=alert_fired").json["events"], 5, "it is in the history")
        described.check("/api/v1/history?kind=alert_fired")


class Terminal:
    """A command on a terminal of its own, and all that it draws there."""

    def __init__(self, command, **environment):
        master, slave = pty.openpty()
        self.process = subprocess.Popen(command, stdout=slave, stderr=slave, env={**os.environ, **environment})
        os.close(slave)
        self.text, self.master = "", master
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self):
        try:
            while more := os.read(self.master, 65536):
                self.text += more.decode("utf-8", "replace")
        except OSError:
            pass  # how a terminal says that nobody writes to it any more

    def close(self):
        self.process.kill()
        self.process.wait()
        self.reader.join(5)
        os.close(self.master)


if __name__ == "__main__":
    unittest.main()
