"""Ensembles of the shapes that the lab can give them, and what its faults do to real members."""
import unittest

from lab import ask, disk, wait, zookeeper_jars, znodes
from lab.crowd import Crowd
from lab.place import Lab
from lab.tls import Authority, ZooKeeperTls
from lab.zookeeper import Ensemble


class Ensembles(unittest.TestCase):
    def setUp(self):
        self.lab = Lab()
        self.addCleanup(self.lab.remove)

    def up(self, *arguments, **shape):
        return Ensemble(self.lab, *arguments, **shape).start().await_ready()

    def test_the_last_members_only_observe(self):
        ensemble = self.up(4, observers=1)
        self.assertEqual(ensemble.observers(), [ensemble[4]])
        self.assertEqual(ensemble.await_leader().mntr()["quorum_size"], "3")

    def test_a_member_leaves_and_joins_again(self):
        ensemble = self.up(4, dynamic=True)
        line = f"server.4={ensemble[4].servers[4]}"
        self.assertNotIn("server.4", ensemble.reconfigure(leaving="4"))
        wait.until(lambda: ensemble.leader() and ensemble.leader().mntr()["quorum_size"] == "3", 20, "three voters are left")
        self.assertTrue(ensemble[4].running)
        self.assertIn("server.4", ensemble.reconfigure(joining=line))
        wait.until(lambda: "server.4" in ensemble[4].word("conf"), 20, "it knows that it is back")

    def test_one_that_a_weight_makes_needless_is_missed_by_nobody(self):
        ensemble = self.up(3, settings={"group.1": "1:2:3", "weight.1": 1, "weight.2": 1, "weight.3": 3})
        for member in (ensemble[1], ensemble[2]):
            member.kill()
        wait.until(lambda: ensemble[3].mode() == "leader", 20, "the weighty one leads alone")

    def test_tls_lets_in_who_has_a_certificate(self):
        ensemble = self.up(3, tls=ZooKeeperTls(Authority(self.lab)))
        self.assertIn("leader", [member.mode() for member in ensemble.members])
        with self.assertRaises(OSError):
            ask.talk(ensemble[1].port, "srvr", 0.5)

    def test_a_unified_port_takes_both(self):
        member = self.up(1, tls=ZooKeeperTls(Authority(self.lab), client_auth="none", unified=True))[1]
        self.assertEqual(ask.talk(member.port, "ruok", 2), "imok")
        self.assertEqual(ask.talk(member.port, "ruok", 2, context=ZooKeeperTls(member.tls.authority).context()), "imok")

    def test_an_admin_server_is_heard(self):
        self.up(1, settings={"admin.enableServer": "true", "admin.serverAddress": "127.0.0.1", "admin.serverPort": self.lab.port("admin")})
        answer = ask.get(f"http://127.0.0.1:{self.lab.port('admin')}/commands/ruok")
        self.assertEqual((answer.status, answer.json["error"]), (200, None))

    def test_what_each_version_tells(self):
        told = {}
        for version in (zookeeper_jars.WITHOUT_MEMBERSHIP, zookeeper_jars.FIRST_CLOSED, zookeeper_jars.NEWEST):
            ensemble = self.up(3, f"v{version.replace('.', '')}-", zookeeper_jars.classpath(version))
            leader = ensemble.await_leader()
            with znodes.Session(leader.port) as session:
                told[version] = (leader.mntr(), leader.word("conf"), session.children("/"))
            ensemble.kill()
        for version, (mntr, conf, children) in told.items():
            self.assertTrue(mntr["version"].startswith(version))
            self.assertIn("serverId=", conf)
            self.assertEqual(children, ["zookeeper"])
        told = {version: (mntr, conf) for version, (mntr, conf, _) in told.items()}
        (oldest, its_conf), (closed, closed_conf), (newest, _) = told.values()
        self.assertNotIn("membership", its_conf)
        self.assertIn("membership", closed_conf)
        self.assertEqual([mntr.get("followers") for mntr in (oldest, closed)], ["2", "2"])
        self.assertEqual((newest.get("followers"), newest["learners"], newest["quorum_size"]), (None, "2", "3"))
        self.assertNotIn("quorum_size", closed)

    def test_too_many_connections_turn_the_next_away(self):
        member = self.up(1, settings={"maxClientCnxns": 10})[1]
        crowd = Crowd(member).gather()
        self.assertIsNone(member.mode())
        crowd.disperse()
        wait.until(member.mode, 5, "it answers again")

    @unittest.skipUnless(disk.possible(), "no mounts in a namespace here")
    def test_a_full_disk_makes_a_member_that_runs_and_does_not_serve(self):
        sites = {3: disk.SmallDisk(self.lab.folder("zk3") / "data" / "version-2")}
        ensemble = self.up(3, settings={"preAllocSize": 64}, sites=sites)
        ensemble[3].site.fill(ensemble[3].process)
        ensemble.write_until(lambda: ensemble[3].mode() is None)
        wait.until(lambda: ensemble[3].word("ruok") == "imok", 5, "it is alive")
        self.assertTrue(ensemble.await_leader())
        ensemble[3].kill().start().await_ready()
