"""scripts/setup, on a make-believe machine: its package manager only writes down what it is told."""
import os
import subprocess
import tempfile
import unittest
from pathlib import Path

SETUP = Path(__file__).resolve().parents[2] / "scripts" / "setup"

PROGRAMS = {
    "dpkg-query": 'grep -qx "${!#}" "$MACHINE/packages" && echo "ii "',
    "apt-get": 'echo "apt-get $*" >>"$MACHINE/calls"; ls "$MACHINE" >"$MACHINE/during"; exit "${APT_ENDS:-0}"',
    "systemctl": 'echo "systemctl $*" >>"$MACHINE/calls"',
    "sudo": 'echo "sudo $1" >>"$MACHINE/calls"; exec "$@"',
}


class Machine:
    def __init__(self, test, packages=(), system="ID=debian\nVERSION_ID=12\n"):
        folder = tempfile.TemporaryDirectory(prefix="druidwatch-setup-")
        test.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        (self.root / "bin").mkdir()
        for name, body in PROGRAMS.items():
            program = self.root / "bin" / name
            program.write_text(f"#!/bin/bash\n{body}\n")
            program.chmod(0o755)
        (self.root / "packages").write_text("".join(f"{package}\n" for package in packages))
        (self.root / "os-release").write_text(system)
        self.policy = self.root / "policy-rc.d"

    def setup(self, *arguments, **environment):
        return subprocess.run(
            [SETUP, *arguments], capture_output=True, text=True, timeout=60,
            env={**os.environ, "PATH": f"{self.root / 'bin'}:{os.environ['PATH']}", "MACHINE": str(self.root),
                 "OS_RELEASE": str(self.root / "os-release"), "POLICY_RC_D": str(self.policy), **environment})

    def calls(self, of):
        path = self.root / "calls"
        lines = path.read_text().splitlines() if path.exists() else []
        return [line for line in lines if line.startswith(of)]

    def asked_for(self):
        """The packages of the one installation."""
        [install] = [call for call in self.calls("apt-get") if " install " in call]
        return [word for word in install.split(" install ")[1].split() if not word.startswith("-")]


def everything(test, *arguments):
    machine = Machine(test)
    machine.setup(*arguments)
    return machine.asked_for()


class Setup(unittest.TestCase):
    def test_on_a_bare_machine_everything_is_installed_at_once(self):
        machine = Machine(self)
        done = machine.setup()
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("clang-19", machine.asked_for())
        self.assertIn("postgresql", machine.asked_for())
        self.assertIn("apt-get update -qq", machine.calls("apt-get"))
        self.assertIn("--no-install-recommends", machine.calls("apt-get")[1])

    def test_for_building_no_server_is_installed(self):
        packages = everything(self, "--build-only")
        self.assertIn("libpq-dev", packages)
        self.assertNotIn("postgresql", packages)
        self.assertNotIn("chromium", packages)

    def test_where_everything_is_there_nothing_is_asked_of_apt(self):
        machine = Machine(self, packages=everything(self))
        done = machine.setup()
        self.assertEqual((done.returncode, done.stdout), (0, ""))
        self.assertEqual(machine.calls("apt-get"), [])

    def test_only_what_is_missing_is_installed(self):
        packages = everything(self)
        machine = Machine(self, packages=[package for package in packages if package not in ("mold", "haproxy")])
        machine.setup()
        self.assertEqual(sorted(machine.asked_for()), ["haproxy", "mold"])

    def test_no_server_may_start_while_packages_are_installed(self):
        machine = Machine(self)
        machine.setup()
        self.assertIn("policy-rc.d", (machine.root / "during").read_text().split())
        self.assertFalse(machine.policy.exists())

    def test_the_policy_is_gone_also_after_a_failure_which_is_told(self):
        machine = Machine(self)
        self.assertNotEqual(machine.setup(APT_ENDS="100").returncode, 0)
        self.assertFalse(machine.policy.exists())

    def test_a_policy_of_the_machines_owner_stays(self):
        machine = Machine(self)
        machine.policy.write_text("#!/bin/sh\nexit 0\n")
        machine.setup()
        self.assertEqual(machine.policy.read_text(), "#!/bin/sh\nexit 0\n")

    def test_only_servers_installed_now_are_kept_from_starting_with_the_machine(self):
        packages = everything(self)
        machine = Machine(self, packages=[package for package in packages if package != "prometheus"])
        machine.setup()
        self.assertEqual(machine.calls("systemctl"), ["systemctl --quiet disable prometheus"])

    def test_another_system_is_told_what_to_install(self):
        machine = Machine(self, system="ID=ubuntu\nVERSION_ID=24.04\n")
        done = machine.setup()
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("ubuntu 24.04", done.stderr)
        self.assertIn("libzookeeper-st-dev", done.stderr)
        self.assertEqual(machine.calls("apt-get"), [])

    def test_an_unknown_argument_is_refused(self):
        self.assertIn("--everything", Machine(self).setup("--everything").stderr)


if __name__ == "__main__":
    unittest.main()
