"""A wrong configuration is refused whole, with every error at its place and what to do; `check` tells a cluster's state by its
exit code, on real ZooKeeper ensembles."""
import subprocess
import unittest

from stage import Lab, wait, yaml
from lab.agent import default_binary
from lab.rogue import Rogue
from lab.zookeeper import Ensemble

BINARY = default_binary().resolve()

# Each wrong line with what is said of it.
WRONG = (
    ("global:", None),
    ("  poll_timeout: 2 seconds", "2:17: `2 seconds` is not a duration: write a number and a unit, such as"),
    ("  poll: {masters: 1s}", "3:10: unknown key `masters`: did you mean `master`?"),
    ("clusters:", None),
    ("  - name: production", None),
    ("    zookeper:", "6:5: unknown key `zookeper`: did you mean `zookeeper`?"),
    ("      ensemble: [zk1:2181]", None),
    ("    druid:", None),
    ("      coordinators: [master1:8081]", "9:22: `master1:8081` is neither http nor https: write http://host:port"),
    ("      brokers: http://broker1:8082", "10:16: a single value does not belong here: write a list"),
    ("alerting:", None),
    ("  overrides:", None),
    ("    - {alert: DruidHaNodeDown, severity: fatal}", "13:42: `fatal` is not critical, warning, info or none"),
    ("storage:", "14:1: there is no value here"),
)
UNKNOWN_ALERT = """\
clusters:
  - {name: production, zookeeper: {ensemble: [zk1:2181]}}
alerting:
  overrides:
    - {alert: DruidHaNodeDwon, severity: info}
    - {alert: DruidHaQuorumLots, severity: info}
"""


def druidwatch(*arguments):
    return subprocess.run([BINARY, *map(str, arguments)], text=True, capture_output=True, timeout=60)


class Configured(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.lab = Lab()
        cls.addClassCleanup(cls.lab.remove)

    def file(self, text):
        path = self.lab.root / "druidwatch.yml"
        path.write_text(text)
        return path


class WrongConfiguration(Configured):
    def refusals(self, path):
        """What is said by each command that reads the file to watch by it."""
        done = {"run": druidwatch("run", f"--config.file={path}", f"--web.listen-address=127.0.0.1:{self.lab.port('web')}"),
                "--config.check": druidwatch(f"--config.file={path}", "--config.check")}
        for command, result in done.items():
            self.assertEqual(result.returncode, 1, command)
            self.assertEqual(result.stdout, "", command)
        return {command: result.stderr.splitlines() for command, result in done.items()}

    def test_every_error_is_told_at_once_with_its_place_and_remedy(self):
        path = self.file("\n".join(line for line, _ in WRONG) + "\n")
        expected = [f"{path}:{said}" for _, said in WRONG if said]
        for command, lines in self.refusals(path).items():
            print(f"{command}:", *lines, sep="\n  ")
            self.assertEqual(len(lines), len(expected), command)
            for line, said in zip(lines, expected):
                self.assertIn(said, line, command)

    def test_an_alert_that_does_not_exist_is_told_with_the_one_that_was_meant(self):
        path = self.file(UNKNOWN_ALERT)
        for command, lines in self.refusals(path).items():
            self.assertEqual([line.removeprefix("druidwatch: ") for line in lines], [
                f"{path}:5:15: there is no alert `DruidHaNodeDwon`: did you mean `DruidHaNodeDown`?",
                f"{path}:6:15: there is no alert `DruidHaQuorumLots`: did you mean `DruidHaQuorumLost`?"], command)

    def test_a_file_that_is_not_there_or_no_yaml_is_refused_with_its_name(self):
        missing = self.lab.root / "missing.yml"
        broken = self.file("clusters: [{name: a\n")
        for path, said in ((missing, f"{missing}: can't be read"), (broken, f"{broken}:")):
            for command, lines in self.refusals(path).items():
                self.assertEqual(len(lines), 1, command)
                self.assertIn(said, lines[0], command)

    def test_a_secret_that_cannot_be_read_is_refused_and_none_is_ever_told(self):
        path = self.file(yaml.dump({"clusters": [{"name": "production", "metadata_store": {
            "kind": "postgresql", "nodes": ["host=pg1 user=druidwatch"], "password_file": str(self.lab.root / "no-password")}}]}))
        result = druidwatch("run", f"--config.file={path}")
        self.assertEqual(result.returncode, 1)
        self.assertIn("no-password", result.stderr)

    def test_a_right_configuration_is_said_to_be_right_and_how_it_is_understood(self):
        path = self.file(yaml.dump({"clusters": [{"name": "production", "zookeeper": {"ensemble": ["zk1:2181", "zk2:2181"]}}]}))
        result = druidwatch("--config.check", f"--config.file={path}")
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        self.assertIn("production: 2 ZooKeeper members", result.stdout)

    def test_a_flag_that_does_not_exist_is_no_error_of_the_configuration(self):
        result = druidwatch("run", "--config.flie=x")
        self.assertEqual(result.returncode, 2)
        self.assertIn("did you mean --config.file?", result.stderr)


class Check(Configured):
    """Nagios's exit codes: 0 OK, 1 warning, 2 critical, 3 could not check."""

    def check(self, members):
        path = self.file(yaml.dump({"clusters": [{"name": "lab", "zookeeper": {"ensemble": list(members)}}]}))
        result = druidwatch("check", f"--config.file={path}")
        print(f"{result.returncode}: {result.stdout.splitlines()[0]}")
        return result

    def test_an_ensemble_is_ok_then_warns_then_is_critical_as_its_members_go(self):
        ensemble = Ensemble(self.lab).start().await_ready()
        members = [member.address for member in ensemble.members]
        wait.until(lambda: len(ensemble.followers()) == 2, 15, "one leads, two follow")

        whole = self.check(members)
        self.assertEqual(whole.returncode, 0)
        self.assertRegex(whole.stdout, r"^DRUID OK - lab stands\..* \| 'lab_zookeeper_headroom'=1;1:;0:\n$")

        first, second = ensemble.followers()
        first.kill()
        one_down = self.check(members)
        self.assertEqual(one_down.returncode, 1)
        self.assertIn("DRUID WARNING - ", one_down.stdout)
        self.assertIn(f"warning: ZooKeeper member {first.address} is down.", one_down.stdout)

        second.kill()
        lost = self.check(members)
        self.assertEqual(lost.returncode, 2)
        self.assertIn("DRUID CRITICAL - lab has no ZooKeeper quorum", lost.stdout)

    def test_an_ensemble_of_which_a_majority_is_frozen_is_never_said_to_stand(self):
        ensemble = Ensemble(self.lab, prefix="frozen").start().await_ready()
        wait.until(lambda: len(ensemble.followers()) == 2, 15, "one leads, two follow")
        for member in ensemble.followers():
            member.freeze()
        result = self.check(member.address for member in ensemble.members)
        # Two deadlines may be too short for the second round that a lost quorum takes to be proved.
        self.assertIn(result.returncode, (2, 3))
        self.assertNotIn("- lab stands", result.stdout)

    def test_nothing_that_answers_is_could_not_check(self):
        rogue = Rogue(self.lab).start().await_ready()
        result = self.check([rogue.node("silent", "zookeeper")])
        self.assertEqual(result.returncode, 3)
        self.assertIn("DRUID UNKNOWN - ", result.stdout)

    def test_a_name_that_does_not_resolve_is_could_not_check(self):
        self.assertEqual(self.check(["no-such-member.invalid:2181"]).returncode, 3)

    def test_a_wrong_configuration_is_could_not_check(self):
        result = druidwatch("check", f"--config.file={self.file('clusters: []')}")
        self.assertEqual(result.returncode, 3)
        self.assertRegex(result.stdout, r"^DRUID UNKNOWN - .*druidwatch\.yml:1:11: an empty list")


if __name__ == "__main__":
    unittest.main()
