"""The man page and the shells' completions know every command and flag that the program has, and no other."""
import os
import re
import shutil
import subprocess
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MAN = ROOT / "packaging" / "druidwatch.1"
BASH, ZSH = (ROOT / "packaging" / "completion" / name for name in ("druidwatch.bash", "_druidwatch"))
FLAG = r"--[a-z][a-z.-]*[a-z]"


def help_of(*command):
    binary = os.environ.get("DRUIDWATCH_BINARY") or ROOT / "build" / "release" / "druidwatch"
    if not Path(binary).exists():
        raise unittest.SkipTest("druidwatch is not built")
    return subprocess.run([binary, *command, "--help"], check=True, capture_output=True, text=True).stdout


def commands():
    listed = help_of().split("Commands:\n")[1].split("\n\n")[0]
    return re.findall(r"^  (\w+) ", listed, re.MULTILINE)


def flags(*command):
    """As they stand in the margin of a help, each with its "=" if it takes a value."""
    return set(re.findall(rf"^  (?:-h, )?({FLAG}=?)", help_of(*command), re.MULTILINE))


def offered(*words):
    """What bash completes the last of `words` to."""
    script = f"""source '{BASH}'; compopt() {{ :; }}
        COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _druidwatch; printf '%s\\n' "${{COMPREPLY[@]}}" """
    done = subprocess.run(["bash", "-c", script, "bash", "druidwatch", *words], check=True, capture_output=True, text=True)
    return set(done.stdout.split())


class ManPage(unittest.TestCase):
    def test_has_every_command_and_no_other(self):
        section = MAN.read_text().split(".SH COMMANDS")[1].split(".SH FLAGS")[0]
        self.assertEqual(re.findall(r"^\.TP\n\.BI? (\w+)", section, re.MULTILINE), commands())

    def test_has_every_flag_and_no_other(self):
        section = MAN.read_text().replace("\\-", "-").split(".SH FLAGS")[1].split(".SH ENVIRONMENT")[0]
        documented = re.findall(rf"^\.TP\n\.BI? ({FLAG}=?)|^\.TP\n\.BR -h \", \" ({FLAG})", section, re.MULTILINE)
        self.assertEqual({plain or short for plain, short in documented}, flags())

    def test_is_set_without_a_warning(self):
        if not shutil.which("groff"):
            self.skipTest("there is no groff")
        done = subprocess.run(["groff", "-man", "-Tutf8", "-ww", "-z", MAN], capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stderr), (0, ""))


class Bash(unittest.TestCase):
    def test_completes_every_command(self):
        self.assertEqual(offered(""), set(commands()) | flags("run"))
        self.assertEqual(offered("dr"), {"drill"})

    def test_completes_the_flags_of_each_command_and_no_other(self):
        for command in commands():
            with self.subTest(command):
                self.assertEqual(offered(command, "--"), flags(command))

    def test_completes_what_a_flag_may_be(self):
        self.assertEqual(offered("status", "--format", "=", "j"), {"json"})
        self.assertEqual(offered("status", "--format", "="), {"text", "json"})
        self.assertEqual(offered("rules", "--rules.format", "p"), {"prometheus"})
        self.assertEqual(offered("run", "--log.level", "=", "w"), {"warn"})


class Zsh(unittest.TestCase):
    def test_knows_every_command_and_flag_and_no_other(self):
        text = ZSH.read_text()
        listed = re.findall(r"^        '(\w+):", text, re.MULTILINE)
        self.assertEqual(listed, commands())
        self.assertEqual(set(re.findall(rf"'\*?({FLAG}=?)\[", text)) | {"--help"}, flags())
        self.assertIn("{-h,--help}", text)

    def test_is_read_by_zsh(self):
        if not shutil.which("zsh"):
            self.skipTest("there is no zsh")
        subprocess.run(["zsh", "-n", ZSH], check=True)


if __name__ == "__main__":
    unittest.main()
