import subprocess
import tempfile
import unittest
from pathlib import Path

import tree


class Tree(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)

    def write(self, file, text=""):
        path = self.root / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def objections(self, file, text=""):
        self.write(file, text)
        return list(tree.objections(self.root, [file]))

    def assert_objects(self, file, text, because):
        found = self.objections(file, text)
        self.assertEqual(len(found), 1, found)
        self.assertTrue(found[0].startswith(file), found)
        self.assertIn(because, found[0])

    def test_what_is_left_open_has_the_number_of_its_issue(self):
        mark = "TO" + "DO"
        self.assert_objects("agent/net/a.cpp", f"int a;  // {mark}: later\n", "1: left open")
        self.assert_objects("scripts/x", "# FIX" + "ME\n", "left open")
        self.assertEqual(self.objections("agent/net/a.cpp", f"// {mark}(#12): later\n"), [])

    def test_no_test_sleeps(self):
        (self.root / "agent" / "net").mkdir(parents=True)
        for line in ("time.slee" + "p(1)", "asyncio.slee" + "p(0.1)"):
            self.assert_objects("tests/integration/test_a.py", f"    {line}\n", "awaits an event")
        for line in ("std::this_thread::slee" + "p_for(1s);", "uslee" + "p(10);"):
            self.assert_objects("tests/agent/net/test_a.cpp", f"    {line}\n", "awaits an event")

    def test_the_labs_machinery_may_be_slow(self):
        self.assertEqual(self.objections("tests/lab/lab/wait.py", "time.slee" + "p(0.02)\n"), [])
        self.assertEqual(self.objections("scripts/demo", "slee" + "p 1\n"), [])

    def test_no_path_of_one_machine(self):
        for path in ("/wor" + "k/main/x", "/roo" + "t/.m2", "/hom" + "e/me/x"):
            self.assert_objects("scripts/x", f"cat {path}/y\n", "path of one machine")
        for path in ("http://m1/home/page/", "a/work/b/", "$HOME/work/x", "/var/lib/druidwatch", "/druid/coordinator"):
            self.assertEqual(self.objections("scripts/x", f"cat {path}\n"), [], path)

    def test_no_host_of_a_registry(self):
        for host in ("repo1.mav" + "en.org", "repo.mav" + "en.apa" + "che.org", "registry.npm" + "js.org", "py" + "pi.org",
                     "files.python" + "hosted.org", "deb.deb" + "ian.org", "gh" + "cr.io"):
            self.assert_objects("tests/lab/druid/pom.xml", f"<url>https://{host}/x</url>\n", "package registry")
        self.assertEqual(self.objections("LICENSE", "http://www.apache.org/licenses/\n"), [])
        self.assertEqual(self.objections("tests/lab/druid/pom.xml", '<project xmlns="http://maven.apache.org/POM/4.0.0">\n'), [])

    def test_a_long_file_holds_more_than_one_concept(self):
        self.assertEqual(self.objections("exporters/web/a.cpp", "//\n" * 300), [])
        self.assert_objects("exporters/web/a.cpp", "//\n" * 301, "301 lines")
        self.assert_objects("agent/net/a.hpp", "//\n" * 301, "301 lines")
        self.assertEqual(self.objections("scripts/x", "#\n" * 301), [])

    def test_a_test_lies_where_what_it_tests_lies(self):
        self.write("agent/net/http.cpp")
        self.assertEqual(self.objections("tests/agent/net/test_http.cpp"), [])
        self.assert_objects("tests/agent/nets/test_http.cpp", "", "mirrors agent/nets/, which does not exist")
        self.assertEqual(self.objections("tests/lab/lab/ports.py"), [])

    def test_what_is_no_text_is_passed_over(self):
        (self.root / "dashboards").mkdir()
        (self.root / "dashboards" / "a.png").write_bytes(b"\x89PNG\xff\xfe")
        self.assertEqual(list(tree.objections(self.root, ["dashboards/a.png"])), [])

    def test_files_not_yet_added_count_and_ignored_ones_do_not(self):
        subprocess.run(["git", "init", "-q", self.root], check=True)
        self.write(".gitignore", "/build/\n")
        self.write("agent/new.cpp")
        self.write("build/generated.cpp")
        self.assertEqual(tree.files_of(self.root), [".gitignore", "agent/new.cpp"])

    def test_it_ends_with_1_exactly_when_it_objects(self):
        subprocess.run(["git", "init", "-q", self.root], check=True)
        self.write("scripts/x", "true\n")
        self.assertEqual(tree.main([str(self.root)]), 0)
        self.write("scripts/x", "# XX" + "X\n")
        self.assertEqual(tree.main([str(self.root)]), 1)


if __name__ == "__main__":
    unittest.main()
