"""What axe says of the page, on every story, in light and dark, on a phone and at a desk."""
import unittest

import axe
import fetched
from chromium import Browser, PageServer

STORIES = ("healthy", "two-leaders", "quorum-lost", "unreachable", "starting", "refused",
           "maintenance")
WINDOWS = ({"width": 360, "height": 740, "dark": True}, {"width": 1280, "height": 900})


class Axe(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        fetched.axe()

    def test_finds_nothing_on_any_story(self):
        with Browser() as page:
            for story in STORIES:
                with PageServer(story, 100) as server:
                    for window in WINDOWS:
                        with self.subTest(story, **window):
                            page.open(server.url, **window)
                            page.run("document.querySelectorAll('details').forEach((each) =>"
                                     " { each.open = true; })")
                            page.wait("day.cluster !== null")
                            self.assertEqual(axe.complaints(page), [])

    def test_finds_nothing_on_a_stale_page_nor_in_a_nodes_detail(self):
        with Browser() as page, PageServer("quorum-lost", 100) as server:
            page.open(server.url)
            page.run("document.querySelector('.node').click()")
            page.wait("document.querySelectorAll('#questions tr').length > 0")
            self.assertEqual(axe.complaints(page), [])
            page.run("document.querySelector('#node').close()")
            server.stop()
            page.wait("document.body.classList.contains('stale')")
            self.assertEqual(axe.complaints(page), [])


if __name__ == "__main__":
    unittest.main()
