"""A leader that is cut from its peers while druidwatch reaches all of them, by silence and by resets; and a follower."""
import time
import unittest

from ensembles import ROUND, TIMEOUT, EnsembleStage
from stage import Journal, wait
from lab import network, znodes
from lab.zookeeper import Ensemble

KNOWN_WITHIN = 2 * (ROUND + TIMEOUT)  # two rounds of new sessions: the held ones are answered by each member alone
AT_RISK = 15
BEHIND = 10  # at most, until a follower's log counts as behind, and until its requests are counted again
GIVES_UP = 10  # tickTime times syncLimit


def setUpModule():
    try:
        network.leave_the_machine()
    except OSError as trouble:
        raise unittest.SkipTest(str(trouble))


class Partition(EnsembleStage):
    holds = {"LearnersOutOfSync": "3s", "RequestsBacklogged": "3s"}

    @classmethod
    def make(cls, lab):
        cls.network = network.Network(lab, 8)
        seats = cls.network.seats
        return {"five": Ensemble(lab, 5, "a", sites={number: seats[number] for number in range(1, 6)}),
                # Its leader waits half a minute for a follower, and so does the follower.
                "patient": Ensemble(lab, 3, "b", sites={number: seats[number + 5] for number in range(1, 4)},
                                    settings={"syncLimit": 15})}

    def setUp(self):
        super().setUp()
        self.ensemble = self.ensembles["five"]
        self.leader = self.ensemble.await_leader()
        self.peers = [member.site for member in self.ensemble.members if member is not self.leader]

    def of_a_busy_machine(self):
        """What an election there may raise: it outlasts the hold of QuorumLost, and requests take longer than a member should."""
        return ["five zookeeper QuorumLost", *(f"five zookeeper RequestsBacklogged {member.address}" for member in self.ensemble.members)]

    def repair(self):
        self.network.heal()
        super().repair()

    def test_a_leader_in_silence_leads_nobody_within_seconds_though_it_says_so_for_ten(self):
        told, known = [], []

        def silence(name, _):
            if name != "five":
                return []
            began = time.monotonic()
            self.network.silence(self.leader.site, *self.peers)
            self.await_verdict(name, "QuorumLost", "", "violated", KNOWN_WITHIN)
            known.append(time.monotonic() - began)
            told.append(self.leader.mntr())
            return [self.leader]

        self.provoke("silence around the leader", silence,
                     {"five zookeeper QuorumLost": "", f"five zookeeper MemberNotServing {self.leader.address}": ""},
                     GIVES_UP + AT_RISK + ROUND + TIMEOUT, self.of_a_busy_machine())
        print(f"known after {known[0]:.1f} s")
        self.assertEqual((told[0]["server_state"], told[0]["synced_followers"]), ("leader", "4"))

    def test_a_leader_whose_connections_are_reset_is_one_member_that_does_not_serve(self):
        def cut(name, _):
            if name != "five":
                return []
            self.network.cut(self.leader.site, *self.peers)
            return [self.leader]

        self.provoke("reset around the leader", cut, {f"five zookeeper MemberNotServing {self.leader.address}": ""},
                     AT_RISK + ROUND + TIMEOUT, self.of_a_busy_machine())

    def test_two_halves_of_an_ensemble_never_make_two_leaders(self):
        """The leader keeps one peer, three are alone; the healing joins them again."""
        journal = Journal(self.agent, self.identity)
        apart = self.peers[:3]
        for seat in (self.leader.site, self.peers[3]):
            self.network.silence(seat, *apart)
        new = wait.until(lambda: next((member for member in self.ensemble.members
                                       if member.site in apart and member.mode() == "leader"), None), 40, "the majority elects another")
        wait.until(lambda: journal.firing() is not None and self.leader.mode() != "leader", 20, "the old leader gives up")
        self.assertIsNot(new, self.leader)
        self.network.heal()
        wait.until(lambda: not journal.firing(), 60, "all is well again", poll=0.2)
        self.assertNotIn("five zookeeper MultipleLeaders", journal.fired)

    def test_a_follower_that_hears_nothing_of_its_leader_falls_behind_and_requests_wait_in_it(self):
        ensemble = self.ensembles["patient"]
        leader, follower = ensemble.await_leader(), ensemble.followers()[0]
        writer = znodes.Session(follower.port, address=follower.host)
        self.addCleanup(writer.close)

        def fall_behind(name, _):
            if name != "patient":
                return []
            self.network.silence(follower.site, leader.site)
            writer.pile_up(20)
            return [follower]

        self.provoke("silence between a follower and its leader", fall_behind, {
            f"patient zookeeper LearnersOutOfSync {follower.address}": "",
            f"patient zookeeper RequestsBacklogged {follower.address}": None,
        }, BEHIND + 3 + ROUND + TIMEOUT)


if __name__ == "__main__":
    unittest.main()
