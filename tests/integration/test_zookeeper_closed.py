"""Ensembles that do not tell everything to everybody: what is merely not allowed is unknown, with the remedy named, and never down."""
import unittest

from ensembles import EnsembleStage
from stage import wait
from lab import zookeeper_jars
from lab.tls import Authority, ZooKeeperTls
from lab.zookeeper import Ensemble

TWO_ROUNDS = 25


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
        if name in ("no-certificate", "tls-to-plain"):
            section["tls"] = {"ca_file": str(cls.tls.authority.pem)}
        if name == "unified-by-tls":
            section["tls"] = {"ca_file": str(cls.unified_tls.authority.pem)}
        if hasattr(ensemble, "admin"):
            section["admin"] = ensemble.admin
        return section

    def setUp(self):
        """Not to be watched whole is no trouble here."""

    def test_x(self):
        import time
        t=time.time()
        wait.until(lambda: time.time()-t>25, 30, "x")
        for c in self.agent.clusters():
            print("==", c['name'],c['sentence'])
            for i in c['invariants']:
                if i['state']!='holds': print("   ", (i['tier'], i['name'],i['node'],i['state'],i['text']))
        for a in self.agent.alerts(): print(a["druid_cluster"],a["tier"],a["alert"],a.get("node"),a["state"], a["description"])


if __name__ == "__main__":
    unittest.main()
