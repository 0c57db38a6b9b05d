import subprocess
import sys
import tempfile
import textwrap
import unittest
from pathlib import Path

RUNNER = Path(__file__).with_name("unittests.py")


class Unittests(unittest.TestCase):
    def run_file(self, *body):
        """Runs a file of one class with this body; its exit code and what it said."""
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "test_sample.py"
            file.write_text("import unittest\nclass Unavailable(Exception): pass\nclass Sample(unittest.TestCase):\n" +
                            textwrap.indent("\n".join(body) or "pass", "    "))
            done = subprocess.run([sys.executable, RUNNER, file], capture_output=True, text=True, timeout=60)
        return done.returncode, done.stdout

    def test_what_passes_is_0(self):
        self.assertEqual(self.run_file("def test_a(self): pass")[0], 0)

    def test_what_fails_is_1(self):
        self.assertEqual(self.run_file("def test_a(self): pass", "def test_b(self): self.fail()")[0], 1)
        self.assertEqual(self.run_file("def test_a(self): raise OSError")[0], 1)
        self.assertEqual(self.run_file("@classmethod", "def setUpClass(cls): raise OSError", "def test_a(self): pass")[0], 1)

    def test_no_test_at_all_is_1(self):
        self.assertEqual(self.run_file()[0], 1)

    def test_all_skipped_is_77_and_says_why(self):
        code, said = self.run_file("def test_a(self): self.skipTest('no chromium')")
        self.assertEqual(code, 77)
        self.assertRegex(said, "skipped: test_a .*: no chromium")

    def test_one_that_ran_is_no_skip(self):
        self.assertEqual(self.run_file("def test_a(self): self.skipTest('x')", "def test_b(self): pass")[0], 0)

    def test_a_lab_that_cannot_be_had_is_a_skip(self):
        code, said = self.run_file("@classmethod", "def setUpClass(cls): raise Unavailable('no registry')",
                                   "def test_a(self): pass")
        self.assertEqual(code, 77)
        self.assertIn("no registry", said)


if __name__ == "__main__":
    unittest.main()
