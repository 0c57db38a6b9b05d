"""A node's detail on the status page: opened by its name, renewed, copied."""
import unittest

from chromium import page_of

OPEN = "document.querySelectorAll('#questions tr').length > 0"


class NodeDetail(unittest.TestCase):
    def open(self, page, node):
        page.run(f"""[...document.querySelectorAll('.node')].find((e) =>
                     e.querySelector('.name').innerText === '{node}').focus()""")
        page.press("Enter")
        page.wait(OPEN)

    def test_tells_every_question_of_a_node_in_all_its_tiers(self):
        with page_of("healthy") as (page, _):
            self.open(page, "m1:8081")
            detail = page.text("#node")
            self.assertIn("m1:8081 of production", detail)
            for word in ("isLeader", "Coordinator", "Overlord", "properties", "ms"):
                self.assertIn(word, detail)

    def test_tells_the_failures_of_the_last_hour_and_goes_on(self):
        with page_of("quorum-lost", 80) as (page, _):
            self.open(page, "zk2:2181")
            self.assertRegex(page.text("#questions"), r"refused \d\d×")
            self.assertIn("Before: granted", page.text("#questions"))
            times = page.text("#questions .failures")
            page.wait(f"document.querySelector('#questions .failures').innerText !== '{times}'")

    def test_is_left_by_escape_and_gives_the_focus_back(self):
        with page_of("healthy") as (page, _):
            self.open(page, "zk1:2181")
            page.press("Escape")
            page.wait("!document.querySelector('#node').open")
            self.assertIn("zk1:2181", page.run("document.activeElement.innerText"))

    def test_is_copied_as_text(self):
        with page_of("quorum-lost", 80) as (page, _):
            self.open(page, "zk2:2181")
            page.run("document.querySelector('#copy').focus()")
            page.press("Enter")
            page.wait("document.querySelector('#copied').innerText === 'Copied.'")
            text = page.run("nodeText()")
            self.assertRegex(text, r"^zk2:2181 of production, as watch1:19105 saw it at 2026-")
            self.assertRegex(text, r"zookeeper new session: failed: question on zk2:2181: refused")
            self.assertRegex(text, r"failed \d+× \(refused\), 2026-11-24 00:01:00 UTC to ")

    def test_of_a_node_that_is_gone_says_so(self):
        with page_of("healthy") as (page, _):
            page.run("openNode('production', 'gone:1')")
            page.wait("document.querySelector('#node-trouble').innerText.includes('Nothing')")


if __name__ == "__main__":
    unittest.main()
