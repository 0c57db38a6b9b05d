"""Ensembles that do not tell everything to everybody: what is merely not allowed is unknown, with the remedy named, and never down."""
import time
import unittest

from ensembles import EnsembleStage
from stage import wait
from lab import zookeeper_jars
from lab.tls import Authority, ZooKeeperTls
from lab.zookeeper import Ensemble

TWO_ROUNDS = 25  # of what is asked every ten seconds
QUIET_SECONDS = 3  # what is wrong is pending at once


def with_admin(lab, prefix, settings):
    """An AdminServer beside each of three members."""
    ports = {number: lab.port(f"{prefix}-admin{number}") for number in (1, 2, 3)}
    ensemble = Ensemble(lab, 3, prefix, settings={**settings, "admin.enableServer": "true", "admin.serverAddress": "127.0.0.1"},
                        settings_of={number: {"admin.serverPort": port} for number, port in ports.items()})
    ensemble.admin = [f"http://127.0.0.1:{port}" for port in ports.values()]
    return ensemble


class Closed(EnsembleStage):
    @classmethod
    def make(cls, lab):
        words_of_default = {"4lw.commands.whitelist": None}
        cls.tls = ZooKeeperTls(Authority(lab))
        cls.unified_tls = ZooKeeperTls(Authority(lab, "other-authority"), client_auth="none", unified=True)
        closed = Ensemble(lab, 3, "a", settings=words_of_default)
        encrypted = Ensemble(lab, 3, "e", tls=cls.tls)
        unified = Ensemble(lab, 3, "f", tls=cls.unified_tls)
        return {
            "closed": closed,
            "told-by-admin": with_admin(lab, "b", words_of_default),
            "leader-serves-nobody": Ensemble(lab, 3, "c", settings={"leaderServes": "no"}),
            "leader-serves-nobody-told-by-admin": with_admin(lab, "d", {"leaderServes": "no"}),
            "encrypted": encrypted,
            "no-certificate": encrypted,
            "plain-to-tls": encrypted,
            "tls-to-plain": closed,
            "unified": unified,
            "unified-by-tls": unified,
            "3.4": Ensemble(lab, 3, "g", zookeeper_jars.classpath(zookeeper_jars.WITHOUT_MEMBERSHIP)),
            "3.5": Ensemble(lab, 3, "h", zookeeper_jars.classpath(zookeeper_jars.FIRST_CLOSED)),
        }

    @classmethod
    def watched_as(cls, name, ensemble):
        section = super().watched_as(name, ensemble)
        if name in ("encrypted", "no-certificate", "tls-to-plain"):
            section["tls"] = {"ca_file": str(cls.tls.authority.pem)}
        if name == "encrypted":
            section["tls"].update(cert_file=str(cls.tls.client.pem), key_file=str(cls.tls.client.key))
        if name == "unified-by-tls":
            section["tls"] = {"ca_file": str(cls.unified_tls.authority.pem)}
        if hasattr(ensemble, "admin"):
            section["admin"] = ensemble.admin
        return section

    def setUp(self):
        """Not to be watched whole is no trouble here."""

    def unknown(self, cluster):
        """What can't be watched whole there, by node, as the alert TargetUnknown will say it when it has lasted for minutes."""
        return {node: verdict["text"] for node, verdict in self.verdicts(cluster, "TargetUnknown", "agent").items()
                if verdict["state"] == "violated"}

    def await_remedy(self, cluster, *words):
        """Of each member, in the words of its own settings or of druidwatch's."""
        nodes = {member.address for member in self.ensembles[cluster].members}

        def named():
            unknown = self.unknown(cluster)
            return nodes <= set(unknown) and all(word in unknown[node] for node in nodes for word in words)
        try:
            wait.until(named, TWO_ROUNDS, f"{cluster}: {words} are named", poll=0.1)
        except wait.NotInTime as late:
            self.fail(f"{late}: {self.unknown(cluster)}")
        self.nobody_is_accused(cluster)

    def accused(self, cluster):
        return [alert for alert in self.agent.alerts(druid_cluster=cluster) if alert["tier"] != "agent"]

    def nobody_is_accused(self, cluster):
        """For as long as it takes to see that; a machine too busy to answer may be suspected for a moment before."""
        since = time.monotonic()

        def quiet():
            nonlocal since
            if self.accused(cluster):
                since = time.monotonic()
            return time.monotonic() - since > QUIET_SECONDS
        try:
            wait.until(quiet, TWO_ROUNDS, f"{cluster}: nobody is accused", poll=0.2)
        except wait.NotInTime as late:
            self.fail(f"{late}: {self.accused(cluster)}")

    def all_is_known(self, cluster, but=()):
        """By two rounds at the latest, and then nothing is violated."""
        def open_questions():
            return [(verdict["name"], verdict["node"], verdict["text"]) for verdict in self.invariants(cluster)
                    if verdict["state"] != "holds" and verdict["name"] not in but]
        try:
            wait.until(lambda: not open_questions(), TWO_ROUNDS, f"{cluster}: all is known", poll=0.1)
        except wait.NotInTime as late:
            self.fail(f"{late}: {open_questions()}")

    def test_a_word_that_is_not_whitelisted_is_named_with_its_setting(self):
        self.await_remedy("closed", "4lw.commands.whitelist")
        self.assertNotIn("unknown", [verdict["state"] for verdict in self.verdicts("closed", "QuorumLost").values()])

    def test_where_words_are_closed_an_admin_server_tells_all(self):
        self.all_is_known("told-by-admin")

    def test_a_leader_that_serves_nobody_is_unknown_and_not_down(self):
        def denied():
            unknown = [verdict for verdict in self.verdicts("leader-serves-nobody", "MemberNotServing").values()
                       if verdict["state"] == "unknown"]
            return unknown if len(unknown) == 1 else []
        (verdict,) = wait.until(denied, TWO_ROUNDS, "one member, its leader, does not serve")
        self.assertIn("leaderServes=no", verdict["text"])
        self.nobody_is_accused("leader-serves-nobody")

    def test_a_leader_that_serves_nobody_is_well_by_the_word_of_its_admin_server(self):
        self.nobody_is_accused("leader-serves-nobody-told-by-admin")
        # How far the leader is, its own session would tell.
        self.all_is_known("leader-serves-nobody-told-by-admin", but=("LearnersOutOfSync", "MemberForeign"))

    def test_latches_are_read_over_tls_where_members_speak_nothing_else(self):
        self.all_is_known("encrypted")
        self.assertEqual(self.verdicts("encrypted", "TargetUnknown", "agent")["ensemble"]["state"], "holds")

    def test_without_its_certificate_latches_are_unknown_and_the_certificate_is_named(self):
        self.assertIn("cert_file", wait.until(lambda: self.unknown("no-certificate").get("ensemble"), TWO_ROUNDS, "latches are unknown"))

    def test_a_certificate_that_is_demanded_is_named(self):
        self.await_remedy("no-certificate", "cert_file", "key_file")

    def test_plain_text_to_a_tls_port_is_told_by_the_name_of_the_section(self):
        self.await_remedy("plain-to-tls", "`tls`")

    def test_tls_to_a_plain_port_is_told_by_the_name_of_the_right_port(self):
        self.await_remedy("tls-to-plain", "secureClientPort")

    def test_a_unified_port_is_watched_whole_both_ways(self):
        for cluster in ("unified", "unified-by-tls"):
            self.all_is_known(cluster)

    def test_older_versions_are_watched_by_what_they_can_tell(self):
        self.all_is_known("3.5")
        self.all_is_known("3.4", but=("MemberForeign",))  # no member of 3.4 tells who the others are


if __name__ == "__main__":
    unittest.main()
