"""What `audit` and `discover` make of a whole Druid cluster, and of one that is changed in four ways."""
import json
import re
import subprocess
import unittest

from stage import DruidCluster, Unavailable, wait
from lab.agent import default_binary, password_file

# What the changed cluster breaks: two ZooKeeper members (so none may fail), one Broker, no standby, a master with another store.
BROKEN = {"zookeeper.size", "zookeeper.members", "metadata.replication", "metadata.failover", "masters.metadata", "broker.several"}
ELSEWHERE = "elsewhere"


def druidwatch(*arguments):
    return subprocess.run([default_binary(), *arguments], capture_output=True, text=True, timeout=120)


class Audited(unittest.TestCase):
    def begin(self, cluster):
        self.addCleanup(cluster.down)
        self.cluster = cluster
        try:
            cluster.start().await_ready()
        except Unavailable as reason:
            raise unittest.SkipTest(f"real Druid can't be had: {reason}")
        self.config = self.file("lab.yml", cluster.druidwatch_config())

    def file(self, name, text):
        path = self.cluster.root / name
        path.write_text(text)
        return path

    def audit(self):
        """Its answers by id, the exit status, and the whole document."""
        told = druidwatch("audit", f"--config.file={self.config}", "--format=json")
        self.assertTrue(told.stdout, told.stderr)
        (document,) = json.loads(told.stdout)["clusters"]
        return {one["id"]: one["answer"] for one in document["sentences"]}, told.returncode, document

    def await_answers(self, expected):
        """A cluster that has just begun may still be about to do what a sentence asks for."""
        def as_expected():
            self.seen = self.audit()
            return {id: answer for id, answer in self.seen[0].items() if answer != "kept"} == expected
        try:
            wait.until(as_expected, 60, "the audit says what is expected", poll=1)
        except wait.NotInTime:
            self.fail(json.dumps([one for one in self.seen[2]["sentences"] if one["answer"] != "kept"], indent=1))
        return self.seen


class Whole(Audited):
    def test_a_whole_cluster_keeps_every_sentence_and_is_discovered_from_any_address(self):
        self.begin(DruidCluster(historical=True))
        answers, status, document = self.await_answers({})
        self.assertEqual(status, 0)
        self.assertEqual(len(answers), 23)
        for sentence in document["sentences"]:
            self.assertTrue(sentence["evidence"], sentence)
            self.assertFalse(sentence["remedy"], sentence)
        self.every_process_was_asked(document)

        told = druidwatch("audit", f"--config.file={self.config}")
        print(told.stdout, flush=True)
        self.assertEqual(told.returncode, 0, told.stdout)
        self.assertIn("lab: 23 kept, 0 broken, 0 unknown.", told.stdout)

        for address in (self.cluster.masters[1].url, *self.not_masters()):
            with self.subTest(address=address):
                self.discovered_from(address)
        nobody = druidwatch("discover", f"127.0.0.1:{self.cluster.lab.port('nobody')}")
        self.assertEqual((nobody.returncode, nobody.stdout), (1, ""))
        self.assertIn("refused", nobody.stderr)

    def every_process_was_asked(self, document):
        (versions,) = [one for one in document["sentences"] if one["id"] == "all.version"]
        self.assertEqual({line["who"] for line in versions["evidence"]}, {druid.address for druid in self.cluster.druids})

    def not_masters(self):
        return self.cluster.zookeepers[0].address, self.cluster.brokers[0].url

    def discovered_from(self, address):
        told = druidwatch("discover", address, "--cluster.name=found")
        self.assertEqual(told.returncode, 0, told.stderr)
        print(told.stdout, flush=True)
        self.assertEqual(told.stderr, "")
        for broker in self.cluster.brokers:
            self.assertIn(f"#   {broker.url}\n", told.stdout)
        for master in self.cluster.masters:
            self.assertIn(f'"{master.url}"', told.stdout)
        tellers = [master.address for master in self.cluster.masters if address in (master.url, *self.not_masters())]
        self.assertTrue(any(f"# {teller} connects to jdbc:postgresql://" in told.stdout for teller in tellers))
        self.assertNotIn("a metadata store of a lab", told.stdout)  # Druid's password

        # As its comments say: the standby and the password are for the operator to name.
        words = "dbname=druid user=druidwatch"
        nodes = ", ".join(f'"host=127.0.0.1 port={node.port} {words}"' for node in self.cluster.replication.nodes)
        text, found = re.subn(r"nodes: \[.*\]", f"nodes: [{nodes}]", told.stdout)
        self.assertEqual(found, 1)
        text = text.replace("# password_file: /etc/druidwatch/metadata.password", f"password_file: {password_file(self.cluster.root)}")
        path = self.file("found.yml", text)
        for content in (told.stdout, text):
            path.write_text(content)
            checked = druidwatch(f"--config.file={path}", "--config.check")
            self.assertEqual(checked.returncode, 0, checked.stderr)
        calm = druidwatch("check", f"--config.file={path}")
        self.assertEqual(calm.returncode, 0, calm.stdout)
        self.assertIn("DRUID OK", calm.stdout)


class Changed(Audited):
    def test_a_changed_cluster_breaks_what_was_changed_and_keeps_the_rest(self):
        cluster = DruidCluster(zookeepers=2, brokers=1, standbys=0, historical=True)
        cluster.masters[1].properties["druid.metadata.storage.connector.connectURI"] = (
            f"jdbc:postgresql://127.0.0.1:{cluster.endpoint.port}/{ELSEWHERE}")
        self.addCleanup(cluster.down)
        cluster.replication.start()
        cluster.replication.first.query(f"CREATE DATABASE {ELSEWHERE} OWNER druid")
        self.begin(cluster)
        _, status, document = self.await_answers(dict.fromkeys(BROKEN, "broken"))
        self.assertEqual(status, 1)
        for sentence in document["sentences"]:
            if sentence["answer"] == "broken":
                self.assertTrue(sentence["evidence"] and sentence["remedy"] and sentence["text"], sentence)
        (stores,) = [one for one in document["sentences"] if one["id"] == "masters.metadata"]
        self.assertEqual({line["who"] for line in stores["evidence"] if ELSEWHERE in line["said"]}, {cluster.masters[1].address})
        print(druidwatch("audit", f"--config.file={self.config}").stdout, flush=True)


if __name__ == "__main__":
    unittest.main()
