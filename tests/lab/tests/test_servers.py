"""Against the real servers, those that start in a second or two."""
import base64
import shutil
import socket
import unittest

from lab import ask, wait, znodes
from lab.alertmanager import Alertmanager
from lab.haproxy import Endpoint
from lab.place import Lab
from lab.replication import Replication
from lab.prometheus import BlackboxExporter, Prometheus
from lab.rogue import Rogue
from lab.standin_druid import StandInDruid
from lab.webhook import Webhook
from lab.zookeeper import Ensemble


class Servers(unittest.TestCase):
    def setUp(self):
        self.lab = Lab()
        self.addCleanup(self.lab.remove)

    def test_an_ensemble_survives_its_leader(self):
        ensemble = Ensemble(self.lab).start().await_ready()
        leader = ensemble.await_leader().kill()
        successor = wait.until(lambda: ensemble.leader(), 15, "another leads")
        self.assertIsNot(successor, leader)
        leader.start().await_ready()
        self.assertEqual(leader.mode(), "follower")
        self.assertIn("server.3", leader.word("conf"))

    def test_znodes_are_read(self):
        member = Ensemble(self.lab, members=1).start().await_ready().members[0]
        with znodes.Session(member.port) as session:
            self.assertEqual(session.children("/"), ["zookeeper"])
            with self.assertRaises(znodes.NoNode):
                session.data("/druid")
        self.assertEqual(znodes.latch(member.port, "/druid/coordinator/_COORDINATOR"), [])

    def test_a_database_fails_over_and_is_repaired(self):
        replication = Replication(self.lab, standbys=2).start().await_streaming()
        endpoint = Endpoint(self.lab, replication.nodes).start().await_ready()
        first, second, third = replication.nodes
        self.assertEqual(endpoint.target(), "pg1")

        first.kill()
        second.promote()
        endpoint.point_at(second)
        self.assertEqual(endpoint.target(), "pg2")
        self.assertTrue(second.is_primary)

        replication.repair()
        self.assertTrue(first.is_primary)
        self.assertFalse(second.is_primary)

        replication.paths["pg3"].cut()
        wait.until(lambda: not third.streams_from(first), 5, "the cut standby streams no more")
        self.assertTrue(second.streams_from(first))

    def test_a_frozen_database_answers_nobody(self):
        node = Replication(self.lab, standbys=0).start().first
        node.freeze()
        done = node._run("pg_isready", "-q", "-t", "1", "-h", "127.0.0.1", "-p", node.port, check=False)
        self.assertEqual(done.returncode, 2)
        node.thaw().await_ready(5)

    @unittest.skipUnless(shutil.which("prometheus-alertmanager"), "Alertmanager is not installed")
    def test_alertmanager_passes_an_alert_on(self):
        with Webhook(self.lab) as webhook:
            manager = Alertmanager(self.lab, configuration=f"""
route: {{receiver: here, group_wait: 0s}}
receivers: [{{name: here, webhook_configs: [{{url: "{webhook.url}"}}]}}]
""").start().await_ready()
            ask.post(manager.url + "/api/v2/alerts", [{"labels": {"alertname": "Test"}}])
            manager.await_alert(2, alertname="Test")
            webhook.await_request(lambda request: request.json["alerts"][0]["labels"]["alertname"] == "Test", 10)
            self.assertEqual(len(webhook.alerts()), 1)

    @unittest.skipUnless(shutil.which("prometheus"), "Prometheus is not installed")
    def test_prometheus_scrapes(self):
        exporter = BlackboxExporter(self.lab).start().await_ready()
        prometheus = Prometheus(self.lab, configuration=f"""
global: {{scrape_interval: 1s}}
scrape_configs: [{{job_name: here, static_configs: [{{targets: ["127.0.0.1:{exporter.port}"]}}]}}]
""").start().await_ready()
        wait.until(lambda: [value for _, value in prometheus.query('up{job="here"}')] == [1.0], 15, "the exporter is up")

    def test_stand_ins_answer_as_druid_and_stand_in_its_latches(self):
        member = Ensemble(self.lab, members=1).start().await_ready().members[0]
        druid = StandInDruid(self.lab, masters=2, brokers=1, routers=1).start().await_ready()
        druid.announce(member)
        self.assertEqual(znodes.latch(member.port, "/druid/overlord/_OVERLORD"), druid.masters)
        leader, standby = (ask.get(url + "/druid/indexer/v1/isLeader") for url in druid.masters)
        self.assertEqual((leader.status, leader.json), (200, {"leader": True}))
        self.assertEqual((standby.status, standby.json), (404, {"leader": False}))
        self.assertEqual(ask.get(druid.masters[1] + "/druid/coordinator/v1/leader").text, druid.masters[0])
        self.assertEqual(ask.post(druid.brokers[0] + "/druid/v2/sql", {"query": "SELECT 1"}).json, [{"EXPR$0": 1}])
        self.assertEqual(ask.get(druid.routers[0] + "/druid/coordinator/v1/isLeader").json, {"leader": True})
        self.assertEqual(len(druid.asked(druid.brokers[0])["/druid/v2/sql"]), 1)

    def test_stand_ins_say_what_they_are_told_until_they_relent(self):
        druid = StandInDruid(self.lab, masters=2, brokers=1, historicals=["127.0.0.1:8083"]).start().await_ready()
        leader, standby = druid.masters
        path = "/druid/coordinator/v1/loadstatus"
        moved = ask.get(standby + path + "?full")
        self.assertEqual((moved.status, moved.headers["Location"]), (307, leader + path))
        druid.say(standby, path, 307, location=standby + path)
        self.assertEqual(ask.get(standby + path).headers["Location"], standby + path)
        druid.hang(leader, path)
        with self.assertRaises(TimeoutError):
            ask.get(leader + path, timeout=0.2)
        druid.lead("")
        self.assertEqual(ask.get(leader + "/druid/indexer/v1/isLeader").status, 404)
        druid.relent()
        self.assertEqual(ask.get(leader + path).json, {})
        self.assertEqual(ask.get(leader + "/druid/coordinator/v1/servers?simple").json[0]["host"], "127.0.0.1:8083")
        query = {"query": "SELECT server FROM sys.servers"}
        self.assertEqual(ask.post(druid.brokers[0] + "/druid/v2/sql", query).json[0]["server"], "127.0.0.1:8083")

    def test_a_stand_in_ends_with_its_places_in_zookeeper(self):
        member = Ensemble(self.lab, members=1).start().await_ready().members[0]
        druid = StandInDruid(self.lab, masters=2).start().await_ready().announce(member)
        latch, announced = "/druid/coordinator/_COORDINATOR", "/druid/internal-discovery/OVERLORD"
        druid.leave_latch(druid.masters[0])
        druid.join_latch(druid.masters[0])
        self.assertEqual(znodes.latch(member.port, latch), druid.masters[::-1])
        with znodes.Session(member.port) as session:
            self.assertEqual(len(session.children(announced)), 2)
            druid.registration.close()
            self.assertEqual((session.children(announced), session.children(latch)), ([], []))

    def test_who_may_not_ask_a_stand_in_is_told_as_druid_tells(self):
        druid = StandInDruid(self.lab, users={"monitor": ["secret", ["STATE"]], "nobody": ["secret", []]}).start().await_ready()
        url = druid.masters[0] + "/druid/coordinator/v1/"

        def status(path, login=None):
            credentials = {"Authorization": "Basic " + base64.b64encode(login.encode()).decode()} if login else {}
            return ask.get(url + path, headers=credentials).status

        self.assertEqual([status("isLeader"), status("leader"), status("leader", "nobody:wrong")], [200, 401, 401])
        self.assertEqual([status("leader", "nobody:secret"), status("leader", "monitor:secret")], [403, 200])

    def test_a_rogue_misbehaves_in_each_manner(self):
        rogue = Rogue(self.lab).start().await_ready()

        def first_bytes(manner, tongue, question):
            try:  # a reset may come before the connection is known to stand
                with socket.create_connection(("127.0.0.1", rogue.port(manner, tongue)), 5) as connection:
                    connection.settimeout(0.5)
                    connection.sendall(question)
                    return connection.recv(64)
            except (TimeoutError, ConnectionResetError) as error:
                return type(error)

        get = b"GET / HTTP/1.1\r\n\r\n"
        self.assertTrue(first_bytes("garbage", "http", get).startswith(b"\0"))
        self.assertEqual(len(first_bytes("slow", "zookeeper", b"mntr")), 1)
        self.assertTrue(first_bytes("endless", "http", get).startswith(b"HTTP/1.1 200"))
        self.assertEqual(first_bytes("silent", "postgresql", get), TimeoutError)
        self.assertEqual(first_bytes("closing", "http", get), b"")
        self.assertEqual(first_bytes("resetting", "zookeeper", b"mntr"), ConnectionResetError)
