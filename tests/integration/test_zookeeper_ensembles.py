"""Real ensembles of every shape, all broken at once in each way: what must be known of each, at which member, and nothing else."""
import concurrent.futures
import threading
import time
import unittest

from ensembles import ROUND, SUSPICIOUS, TIMEOUT, EnsembleStage, down
from stage import Journal, troubles, wait
from lab import zookeeper_jars
from lab.tls import Authority, ZooKeeperTls
from lab.zookeeper import Ensemble

KNOWN_WITHIN = 3  # that a quorum is lost, whatever its members say
GIVES_UP = 10  # tickTime times syncLimit, after which a leader gives up who hears nothing, and so do followers
AT_RISK = 15  # the hold
LOST = 3

# The last member of each may go without bringing the quorum any nearer to its end: two more could.
TO_SPARE = ("five", "observed", "weighted")


class Shapes(EnsembleStage):
    @classmethod
    def make(cls, lab):
        cls.tls = ZooKeeperTls(Authority(lab))
        read_only = Ensemble(lab, 3, "h")
        for member in read_only.members:
            member.properties["readonlymode.enabled"] = "true"
        return {
            "read-only": read_only,
            "three": Ensemble(lab, 3, "a"),
            "five": Ensemble(lab, 5, "b"),
            "observed": Ensemble(lab, 4, "c", observers=1),
            # Four voters by number; by weight three, and the fourth decides nothing.
            "weighted": Ensemble(lab, 4, "d", settings={"group.1": "1:2:3:4", "weight.1": 1, "weight.2": 1, "weight.3": 1, "weight.4": 0}),
            "reconfigured": Ensemble(lab, 4, "e", dynamic=True),
            "encrypted": Ensemble(lab, 3, "f", tls=cls.tls),
            "newest": Ensemble(lab, 3, "g", zookeeper_jars.classpath(zookeeper_jars.NEWEST)),
        }

    @classmethod
    def prepare(cls):
        """The fourth is taken out of the membership, and ends."""
        ensemble = cls.ensembles["reconfigured"]
        ensemble.reconfigure(leaving="4")
        ensemble.members.pop().terminate()
        ensemble.await_ready().await_leader()

    @classmethod
    def watched_as(cls, name, ensemble):
        section = super().watched_as(name, ensemble)
        if name == "encrypted":
            section["tls"] = {"ca_file": str(cls.tls.authority.pem), "cert_file": str(cls.tls.client.pem),
                              "key_file": str(cls.tls.client.key)}
        return section

    def at_risk(self, *but):
        return {f"{name} zookeeper QuorumAtRisk": "" for name in self.ensembles if name not in but}

    def chosen(self, choice):
        return {name: choice(ensemble) for name, ensemble in self.ensembles.items()}

    def test_a_terminated_member_is_down_and_where_none_is_to_spare_the_quorum_is_at_risk(self):
        def last(ensemble):
            return ensemble.members[-1] if ensemble.members[-1] is not ensemble.await_leader() else ensemble.followers()[-1]

        victims = self.chosen(last)
        self.provoke("terminate", lambda name, _: [victims[name].terminate()],
                     {**{down(name, victim): "" for name, victim in victims.items()}, **self.at_risk(*TO_SPARE)},
                     AT_RISK + ROUND + TIMEOUT)

    def test_a_killed_leader_is_down_and_no_more_than_a_warning(self):
        victims = self.chosen(Ensemble.await_leader)
        one_by_one = threading.Lock()  # where a machine is slow, all elections at once outlast what is no lost quorum yet

        def kill(name, ensemble):
            with one_by_one:
                victims[name].kill()
                ensemble.await_leader()
            return [victims[name]]

        self.provoke("kill the leader", kill,
                     {**{down(name, victim): "" for name, victim in victims.items()}, **self.at_risk("five")},
                     AT_RISK + ROUND + TIMEOUT)

    def test_a_frozen_majority_is_known_in_three_seconds_while_the_leader_still_says_that_all_is_well(self):
        leaders = self.chosen(Ensemble.await_leader)
        known = {}

        def freeze(name, ensemble):
            victims = self.quorum_breakers(ensemble)
            began = time.monotonic()
            for victim in victims:
                victim.freeze()
            self.await_verdict(name, "QuorumLost", "", "violated", KNOWN_WITHIN + 5)
            known[name] = time.monotonic() - began
            told = leaders[name].mntr()
            self.assertEqual((told["server_state"], leaders[name].word("isro")), ("leader", "rw"))
            self.assertGreaterEqual(int(told["synced_followers"]), len(victims), f"{name}: its leader has noticed already")
            return victims

        self.provoke("freeze a majority", freeze, {f"{name} zookeeper QuorumLost": "" for name in self.ensembles},
                     LOST + ROUND + TIMEOUT)
        print("known after", ", ".join(f"{seconds:.1f} s ({name})" for name, seconds in known.items()))
        self.assertLess(max(known.values()), KNOWN_WITHIN)

    def test_a_killed_majority_is_a_lost_quorum_and_its_members_are_down_because_of_it(self):
        victims = self.chosen(self.quorum_breakers)
        cause = "zookeeper QuorumLost"
        (survivor,) = set(self.ensembles["read-only"].members) - set(victims["read-only"])
        granted = []

        def kill(name, _):
            for victim in victims[name]:
                victim.kill()
            if name == "read-only":  # it grants sessions again by then, which prove nothing
                granted.append(wait.until(lambda: survivor.word("isro") == "ro", 10, "the survivor is read-only"))
            return victims[name]

        self.provoke("kill a majority", kill,
                     {**{f"{name} {cause}": "" for name in victims},
                      **{down(name, victim): cause for name in victims for victim in victims[name]}},
                     10 + SUSPICIOUS + TIMEOUT)
        self.assertEqual(granted, [True])

    def test_a_frozen_leader_is_a_lost_quorum_until_another_is_elected_and_a_frozen_follower_a_risk(self):
        frozen_leaders = ("three", "five", "encrypted")

        def victim(name, ensemble):
            return ensemble.leader() if name in frozen_leaders else self.voting_followers(ensemble)[0]

        victims = {name: victim(name, ensemble) for name, ensemble in self.ensembles.items()}
        self.provoke("freeze one", lambda name, _: [victims[name].freeze()],
                     {**{f"{name} zookeeper QuorumLost": "" for name in frozen_leaders}, **self.at_risk("five"),
                      # Its peers have lost it, too: so it is more than silent to us. That is known as an election ends, or begins.
                      **{down(name, victim): None if name in frozen_leaders else "" for name, victim in victims.items()}},
                     GIVES_UP + AT_RISK + ROUND + TIMEOUT)

    def test_a_rolling_restart_raises_nothing_above_a_warning(self):
        journal = Journal(self.agent, self.identity)

        def roll(ensemble):
            for member in list(ensemble.members):
                member.restart().await_ready()
                ensemble.await_leader()

        began = time.monotonic()
        # Two at a time: servers that start by the dozen on two cores make elections as long as outages.
        with concurrent.futures.ThreadPoolExecutor(max_workers=2) as pool:
            rolling = [pool.submit(roll, ensemble) for ensemble in self.ensembles.values()]
            wait.until(lambda: journal.firing() is not None and all(one.done() for one in rolling), 150, "all were restarted", poll=0.1)
        for one in rolling:
            one.result()
        self.await_calm()
        print(f"restarted all within {time.monotonic() - began:.1f} s; meanwhile fired {sorted(journal.fired)}")
        self.assertEqual([alert for alert in troubles(journal.fired.values()) if alert["severity"] == "critical"], [])

    @staticmethod
    def voting_followers(ensemble):
        """Of those whose vote counts for anything."""
        return [member for member in ensemble.followers() if member.settings.get(f"weight.{member.number}") != 0]

    def quorum_breakers(self, ensemble):
        """As few followers as it takes."""
        followers = self.voting_followers(ensemble)
        voters = len(followers) + 1
        return followers[:voters - voters // 2]


if __name__ == "__main__":
    unittest.main()
