"""The Debian package: installed, run as its unit says, upgraded, removed and purged, on a copy of this machine."""
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

from packages import ENVIRONMENT, ROOT, Machine, build, next_version, run

UNIT = "/lib/systemd/system/druidwatch.service"
CONFIGURATION = "/etc/druidwatch/druidwatch.yml"
STANDIN_SYSTEMD = Path(__file__).resolve().parent / "standin_systemd.py"


def setUpModule():
    global PACKAGE
    for tool in ("cpack", "dpkg-shlibdeps", "unshare", "nsenter"):
        if not shutil.which(tool):
            raise unittest.SkipTest(f"there is no {tool}")
    PACKAGE = build()


class Contents(unittest.TestCase):
    def setUp(self):
        self.files = {line.split(None, 5)[5].removeprefix("."): line.split()[0:2]
                      for line in run("dpkg-deb", "--contents", PACKAGE).splitlines()}

    def test_what_prometheus_alertmanager_and_grafana_are_given_is_in_it(self):
        for file in ("alerts/druidwatch.rules.yml", "alerts/alertmanager.yml", "alerts/runbooks/role/NoLeader.md",
                     "dashboards/overview.json", "provisioning/dashboards.yml", "kubernetes/druidwatch.yaml"):
            self.assertIn(f"/usr/share/druidwatch/{file}", self.files)

    def test_man_page_and_completions_are_in_it_where_the_tree_has_them(self):
        for source, target in (("packaging/druidwatch.1", "/usr/share/man/man1/druidwatch.1.gz"),
                               ("packaging/completion/druidwatch.bash", "/usr/share/bash-completion/completions/druidwatch"),
                               ("packaging/completion/_druidwatch", "/usr/share/zsh/vendor-completions/_druidwatch")):
            with self.subTest(source):
                self.assertEqual((ROOT / source).exists(), target in self.files)

    def test_everything_belongs_to_root(self):
        self.assertEqual({owner for _, owner in self.files.values()}, {"root/root"})

    def test_its_dependencies_are_those_of_the_libraries_that_it_links(self):
        depends = run("dpkg-deb", "--field", PACKAGE, "Depends")
        for library in ("libc6 (>=", "libpq5 (>=", "libmariadb3 (>=", "libsystemd0", "libzookeeper-st2", "libboost-url1.81.0"):
            self.assertIn(library, depends)

    @unittest.skipUnless(shutil.which("lintian"), "there is no lintian")
    def test_lintian_finds_no_error(self):
        done = subprocess.run(["lintian", "--allow-root", "--fail-on=error", PACKAGE], capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)


class Lifetime(unittest.TestCase):
    def setUp(self):
        self.machine = Machine.of(self)
        folder = tempfile.TemporaryDirectory(prefix="druidwatch-package-")
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.install(PACKAGE)

    def install(self, package):
        self.machine.run("dpkg", "--force-confold", "--install", package)

    def read(self, path):
        return self.machine.run("cat", path)

    def exists(self, path):
        return self.machine.shell(f"test -e {path} && echo yes || echo no").strip() == "yes"

    def service(self):
        """The service, running; what it prints are the words that its manager hears of it."""
        process = subprocess.Popen(self.machine.inside("timeout", "60", "python3", STANDIN_SYSTEMD, UNIT), stdin=subprocess.PIPE,
                                   stdout=subprocess.PIPE, text=True, env=ENVIRONMENT)
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.stdin.close)
        return process

    def test_a_user_is_there_who_alone_may_read_what_lies_beside_the_configuration(self):
        self.assertEqual(self.machine.run("stat", "--format=%U:%G %a", "/etc/druidwatch").strip(), "root:druidwatch 750")
        self.assertEqual(self.machine.run("getent", "passwd", "druidwatch").strip().rpartition(":")[2], "/usr/sbin/nologin")

    def test_the_configuration_that_it_brings_is_right(self):
        said = self.machine.run("setpriv", "--reuid=druidwatch", "--regid=druidwatch", "--clear-groups", "druidwatch",
                                "--config.check", f"--config.file={CONFIGURATION}")
        self.assertIn("quickstart: 1 ZooKeeper member", said)

    def test_the_service_serves_keeps_history_feeds_the_watchdog_and_stops(self):
        self.machine.shell("echo 'ARGS=\"--web.listen-address=127.0.0.1:19999 --web.external-url=http://watch1:19999\"' "
                           ">/etc/default/druidwatch")
        service = self.service()
        heard = [service.stdout.readline().strip() for _ in range(3)]
        self.assertEqual(heard, ["READY=1", "STATUS=watching; page: http://watch1:19999/", "WATCHDOG=1"])
        self.machine.run("curl", "--silent", "--fail", "http://127.0.0.1:19999/-/healthy")
        service.stdin.close()
        rest = [line.strip() for line in service.stdout if line.strip() != "WATCHDOG=1"]
        self.assertEqual(rest, ["STOPPING=1", "ended with 0"])
        self.assertEqual(self.machine.shell("stat --format='%U %a' /var/lib/druidwatch").strip(), "druidwatch 750")
        self.assertTrue(self.machine.shell("find /var/lib/druidwatch -type f").strip())

    def test_an_upgrade_keeps_what_was_changed_and_what_was_recorded(self):
        self.machine.shell(f"echo '# mine' >>{CONFIGURATION}; mkdir /var/lib/druidwatch; touch /var/lib/druidwatch/history")
        self.install(next_version(PACKAGE, self.folder))
        self.assertEqual(self.machine.run("dpkg-query", "-W", "-f", "${Version} ${db:Status-Status}", "druidwatch"), "9.0 installed")
        self.assertTrue(self.read(CONFIGURATION).endswith("# mine\n"))
        self.assertTrue(self.read(CONFIGURATION + ".dpkg-dist").endswith("# As version 9.0 has it.\n"))
        self.assertTrue(self.exists("/var/lib/druidwatch/history"))

    def test_an_upgrade_brings_the_new_configuration_where_the_old_one_was_left_alone(self):
        self.install(next_version(PACKAGE, self.folder))
        self.assertTrue(self.read(CONFIGURATION).endswith("# As version 9.0 has it.\n"))

    def test_removed_it_leaves_configuration_and_history_and_purged_nothing(self):
        self.machine.shell("mkdir /var/lib/druidwatch; touch /var/lib/druidwatch/history")
        self.machine.run("dpkg", "--remove", "druidwatch")
        self.assertFalse(self.exists("/usr/bin/druidwatch") or self.exists(UNIT) or self.exists("/usr/share/druidwatch"))
        self.assertTrue(self.exists(CONFIGURATION) and self.exists("/var/lib/druidwatch/history"))
        self.machine.run("dpkg", "--purge", "druidwatch")
        for path in ("/etc/druidwatch", "/etc/default/druidwatch", "/var/lib/druidwatch", "/usr/share/doc/druidwatch"):
            self.assertFalse(self.exists(path), path)


if __name__ == "__main__":
    unittest.main()
