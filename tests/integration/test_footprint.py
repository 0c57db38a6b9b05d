"""What watching costs a ZooKeeper ensemble, counted at its members, and what it costs the agent. docs/zookeeper.md says the same."""
import re
import time
import unittest

from measured import Metrics, missed_rounds, optimised
from stage import Agent, Lab, wait, yaml
from lab.usage import cpu_seconds
from lab.zookeeper import Ensemble

MEMBERS = 5
HANDSHAKES = 30  # what the measurement lasts for; they are 2 s apart
SECONDS_APART = 2
# At the default intervals, per member and minute, as docs/zookeeper.md says.
WORDS = 12.2  # ruok and mntr every 10 s, conf every 5 min
HANDSHAKE_LINES = 30  # every member notes each session that is committed
CLOSED_LINES = 30 / MEMBERS  # and the one that it was asked of notes its end
TRACE = 12  # lines that a member writes about a farewell that this machine held up
CONNECTIONS = 2  # kept: the held session, and at one of the members the one that watches
CPU_SHARE = 0.003
ASKED = 1000
SECONDS_OF_A_WORD = 0.00010  # of this process, where that share is kept; a machine on which it takes more is allowed more


def handshakes(agent):
    """New sessions that the agent has asked for so far."""
    return sum(sample.value for sample in Metrics(agent)["druid_ha_probe_duration_seconds_count"]
               if sample.labels["question"] == "new_session")


class Count:
    """What the members have counted so far. Asking costs each of them one word."""

    def __init__(self, ensemble):
        words = [member.word("mntr") for member in ensemble.members]
        told = [dict(line.split("\t", 1) for line in answer.splitlines()) for answer in words]
        self.connections = [int(one["zk_num_alive_connections"]) - 1 for one in told]  # but ours
        self.sessions = sum(int(one.get("zk_global_sessions", 0)) for one in told if one["zk_server_state"] == "leader")
        self.transactions = int(re.search(r"^Zxid: 0x([0-9a-f]+)", ensemble.leader().word("srvr"), re.MULTILINE)[1], 16)
        self.lines = [member.log.read_text(errors="replace").splitlines() for member in ensemble.members]


class Footprint(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.lab = Lab()
        cls.addClassCleanup(cls.lab.remove)
        cls.ensemble = Ensemble(cls.lab, members=MEMBERS).start().await_ready()
        cls.ensemble.await_leader()
        watched = {"name": "zookeeper", "zookeeper": {"ensemble": [member.address for member in cls.ensemble.members]}}
        cls.agent = Agent(cls.lab, yaml.dump({"clusters": [watched]})).start().await_ready(30)
        wait.until(lambda: not cls.agent.alerts(state="pending"), 30, "nothing is suspicious")
        cls.measure()

    @classmethod
    def measure(cls):
        """From one handshake to the one that many later."""
        first = handshakes(cls.agent)
        wait.until(lambda: handshakes(cls.agent) > first, 30, "a handshake begins the measurement", poll=0.02)
        first, cls.before, cpu, began = handshakes(cls.agent), Count(cls.ensemble), cpu_seconds(cls.agent), time.monotonic()
        wait.until(lambda: handshakes(cls.agent) >= first + HANDSHAKES, 3 * SECONDS_APART * HANDSHAKES,
                   f"{HANDSHAKES} handshakes", poll=5)  # each look costs the agent a scrape
        cls.minutes = (time.monotonic() - began) / 60
        cls.handshakes, cls.after, cls.cpu = handshakes(cls.agent) - first, Count(cls.ensemble), cpu_seconds(cls.agent) - cpu

    def lines_of_member(self, index):
        """New lines of its log, but for those of our own two counts."""
        new = self.after.lines[index][len(self.before.lines[index]):]
        ours = sum("srvr command" in line for line in new) + 1
        return len(new) - ours, sum("command from" in line for line in new) - ours

    def test_sessions_are_asked_for_no_oftener_than_promised(self):
        self.assertLessEqual(self.handshakes / self.minutes, 60 / SECONDS_APART * 1.1)

    def test_a_handshake_is_two_transactions_and_nothing_else_is_written(self):
        written = self.after.transactions - self.before.transactions
        print(f"{written} transactions for {self.handshakes:.0f} handshakes in {self.minutes:.2f} min")
        self.assertLessEqual(written, 2 * self.handshakes + 2)

    def test_sessions_are_not_left_behind(self):
        print(f"{self.after.sessions} sessions; connections of each member: {self.after.connections}")
        self.assertLessEqual(self.after.sessions, MEMBERS + 2)  # the held ones, the one that watches, a handshake under way
        self.assertLessEqual(max(self.after.connections), CONNECTIONS + 1)

    def test_each_members_log_grows_slowly(self):
        for index, member in enumerate(self.ensemble.members):
            lines, words = self.lines_of_member(index)
            print(f"{member.name}: {words / self.minutes:.1f} words and {lines / self.minutes:.1f} lines of log a minute")
            self.assertLessEqual(words, WORDS * self.minutes + 2)
            self.assertLessEqual(lines, (WORDS + HANDSHAKE_LINES + CLOSED_LINES) * self.minutes + 3 + TRACE)

    def seconds_of_a_word(self):
        """What a plain `ruok` takes of this process."""
        began = time.process_time()
        for _ in range(ASKED):
            self.ensemble.members[0].word("ruok")
        return (time.process_time() - began) / ASKED

    def test_it_takes_little_of_a_core(self):
        share, word = self.cpu / (60 * self.minutes), self.seconds_of_a_word()
        print(f"the agent takes {100 * share:.2f} % of a core for {MEMBERS} members; one ruok takes {1e6 * word:.0f} µs of this process")
        self.assertLessEqual(*missed_rounds(self.agent))
        if not optimised(self.agent.binary):
            self.skipTest("a build for debugging or with sanitizers: its time says nothing about the one that is shipped")
        self.assertLess(share, CPU_SHARE * max(1, word / SECONDS_OF_A_WORD))


if __name__ == "__main__":
    unittest.main()
