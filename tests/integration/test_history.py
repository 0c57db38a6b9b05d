"""History is what a broken disk takes away, never the watching: the agent says so, answers from memory, and goes on when it is well."""
import json
import sqlite3
import time
import unittest
from datetime import datetime

from measured import Metrics, missed_rounds
from stage import Agent, Lab, wait, yaml
from lab import ask, disk
from lab.standin_druid import StandInDruid

AT_ONCE = 5  # seconds
LONGEST_PAUSE = 30  # until a disk that is well again is tried


class History(unittest.TestCase):
    def setUp(self):
        self.lab = Lab()
        self.addCleanup(self.lab.remove)
        self.first = StandInDruid(self.lab, "first").start()
        self.second = StandInDruid(self.lab, "second", leader=self.first.masters[0]).start()
        for druid in (self.first, self.second):
            druid.await_ready()

    def agent(self, path, vantage=None):
        return Agent(self.lab, yaml.dump({
            "clusters": [{"name": "lab", "druid": {"coordinators": [*self.first.masters, *self.second.masters]}}],
            "alerting": {"overrides": [{"alert": "DruidHaNodeDown", "match": {"tier": "master"}, "hold": "0s"}]},
            "storage": {"path": str(path), "retention": "7d"},
        }), vantage=vantage).start().await_ready()

    @staticmethod
    def history(agent, query=""):
        return json.loads(ask.get(f"{agent.url}/api/v1/history{query}").text)

    def await_event(self, agent, kind, seconds=AT_ONCE):
        return wait.until(lambda: self.history(agent, f"?cluster=lab&kind={kind}")["events"], seconds, f"{kind} is in the history")

    def fault_is_seen(self, agent):
        """The second master dies and comes back, and both are told at once."""
        self.second.kill()
        agent.await_alert("DruidHaNodeDown", AT_ONCE, node=self.second.masters[0].removeprefix("http://"))
        self.second.start().await_ready()
        agent.await_quiet(AT_ONCE, alert="DruidHaNodeDown")
        self.assertLessEqual(*missed_rounds(agent))

    def test_what_happened_outlives_the_agent_killed_or_stopped(self):
        folder = self.lab.folder("history")
        agent = self.agent(folder)
        self.fault_is_seen(agent)
        resolved = self.await_event(agent, "alert_resolved")[0]
        self.assertEqual(resolved["alert"], "DruidHaNodeDown")
        agent.kill()
        agent.start().await_ready()
        agent.terminate()
        agent.start().await_ready()
        told = self.history(agent, "?cluster=lab")
        self.assertEqual(told["source"], "disk")
        kinds = [event["kind"] for event in told["events"] if event["tier"] in ("", "master")]
        self.assertEqual(kinds[:5], ["agent_started", "agent_stopped", "agent_started", "agent_stopped", "alert_resolved"])
        stopped = [event["cut_off"] for event in told["events"] if event["kind"] == "agent_stopped"]
        self.assertEqual(stopped, [False, True])
        times = [datetime.fromisoformat(event["at"]) for event in told["events"]]
        self.assertEqual(times, sorted(times, reverse=True))

    def test_on_a_full_disk_everything_is_watched_and_the_newest_is_kept(self):
        if not disk.possible():
            self.skipTest("this machine lets nobody mount a small disk")
        small = disk.SmallDisk(self.lab.folder("small"), megabytes=8)
        agent = self.agent(small.path / "history", vantage=small)
        small.fill(agent.process)
        self.fault_is_seen(agent)
        self.await_event(agent, "alert_resolved")
        self.assertEqual(Metrics(agent).value("druidwatch_history_dropped_total"), 0)

    def test_without_a_disk_memory_answers_until_there_is_one(self):
        obstacle = self.lab.folder("history") / "obstacle"
        obstacle.write_text("no folder")
        agent = self.agent(obstacle / "history")
        self.assertEqual(Metrics(agent).value("druidwatch_history_up"), 0)
        self.fault_is_seen(agent)
        told = self.history(agent)
        self.assertEqual(told["source"], "memory")
        self.assertIn("Not a directory", told["storage"]["last_error"])
        self.assertIn("alert_resolved", [event["kind"] for event in told["events"]])
        self.assertEqual(agent.log.read_text().count("no history is kept"), 1)

        obstacle.unlink()
        gone = time.monotonic()
        wait.until(lambda: Metrics(agent).value("druidwatch_history_up"), LONGEST_PAUSE, "the history is kept again")
        print(f"the history was kept again {time.monotonic() - gone:.1f} s after its disk was well")
        agent.terminate()
        with sqlite3.connect(obstacle / "history" / "druidwatch.db") as database:
            kinds = [kind for kind, in database.execute("SELECT kind FROM events ORDER BY at")]
        self.assertEqual(kinds[0], "agent_started")
        self.assertIn("alert_resolved", kinds)
        self.assertEqual(kinds[-1], "agent_stopped")


if __name__ == "__main__":
    unittest.main()
