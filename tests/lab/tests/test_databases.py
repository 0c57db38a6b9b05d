"""Real databases of the lab, and that what is done to them makes of them what it says."""
import shutil
import unittest

from lab import wait
from lab.galera import Galera
from lab.mariadb import MariaReplication, installed
from lab.pgbouncer import PgBouncer
from lab.place import Lab
from lab.replication import Replication


class Databases(unittest.TestCase):
    def setUp(self):
        self.lab = Lab(in_memory=True)
        self.addCleanup(self.lab.remove)

    def test_a_cascade_passes_on_what_it_gets(self):
        cascade = Replication(self.lab, standbys=2, cascade=True).start().await_streaming()
        first, second, third = cascade.nodes
        self.assertFalse(third.streams_from(first))
        first.write()
        wait.until(lambda: third.log_position() >= first.log_position(), 10, "the last has it, too")
        cascade.paths[second.name].cut()
        wait.until(lambda: not second.streams_from(first), 10, "the middle streams no more")
        self.assertTrue(third.streams_from(second))

    def test_an_old_primary_rejoins_as_it_is_and_does_not_stream(self):
        replication = Replication(self.lab, standbys=1).start().await_streaming()
        first, second = replication.nodes
        replication.paths[second.name].black_hole()
        first.write(1)
        first.kill()
        second.promote()
        first.follow_as_it_is(second).await_ready()
        self.assertFalse(first.is_primary)
        self.assertFalse(first.streams_from(second))
        replication.repair()
        self.assertTrue(first.is_primary)

    @unittest.skipUnless(shutil.which("pgbouncer", path="/usr/sbin:/usr/bin"), "PgBouncer is not installed")
    def test_a_pool_is_turned_to_another_node(self):
        nodes = Replication(self.lab, standbys=1).start().await_streaming().nodes
        pool = PgBouncer(self.lab, nodes).start().await_ready()
        session = nodes[0].session("through", port=pool.port).start()
        wait.until(lambda: nodes[0].sessions("druid"), 10, "the first has the session")
        session.kill()
        pool.point_at(nodes[1])
        nodes[0].session("through", port=pool.port).start()
        wait.until(lambda: nodes[1].sessions("druid"), 10, "the second has the next")

    @unittest.skipUnless(installed(), "MariaDB is not installed")
    def test_a_replica_is_promoted_goes_astray_and_is_built_anew(self):
        replication = MariaReplication(self.lab).start().await_streaming()
        first, second = replication.nodes
        first.write()
        wait.until(lambda: second.query("SELECT COUNT(*) FROM druid.log") == "1", 10, "the row arrives")
        second.write()
        replication.repair()
        self.assertEqual(second.query("SELECT COUNT(*) FROM druid.log"), "1")
        first.kill()
        second.promote().write()
        self.assertEqual(second.replication(), {})

    @unittest.skipUnless(installed(), "MariaDB is not installed")
    def test_a_galera_cluster_goes_on_without_one(self):
        cluster = Galera(self.lab).start().await_streaming()
        first, second, third = cluster.nodes
        first.write()
        third.kill()
        wait.until(lambda: first.status("cluster_size") == "2", 20, "two are left")
        self.assertEqual(second.query("SELECT COUNT(*) FROM druid.log"), "1")
