"""The last day on the status page: lanes, marks, zoom, and the same as a table."""
import unittest

from chromium import page_of

LANE = "[...document.querySelectorAll('.lane')].find((e) => e.innerText.startsWith('%s'))"
READY = "document.querySelectorAll('.lane .overlap').length > 0"


def lane(page, name, what):
    return page.run((LANE % name) + what)


class Lanes(unittest.TestCase):
    def setUp(self):
        opened = page_of("healthy")
        self.page, self.server = opened.__enter__()
        self.addCleanup(opened.__exit__, None, None, None)
        self.page.wait(READY)

    def test_there_is_one_for_each_role_that_is_led(self):
        names = self.page.run("[...document.querySelectorAll('#lanes h3')].map((e) => e.innerText)")
        self.assertEqual(names, ["ZooKeeper", "Metadata store", "Coordinator", "Overlord"])

    def test_a_leader_is_a_band_and_time_without_one_a_gap(self):
        bands = lane(self.page, "Coordinator", ".querySelectorAll('.band').length")
        self.assertEqual(bands, 3)
        self.assertEqual(lane(self.page, "Coordinator", ".querySelectorAll('.gap').length"), 2)
        self.assertIn("m1:8081 leads · 2 changes · nobody for 3 min 7 s",
                      lane(self.page, "Coordinator", ".innerText"))
        # A gap of seconds in a day is narrower than a pixel, and must be seen.
        narrowest = lane(self.page, "Coordinator", ".querySelector('.gap').offsetWidth")
        self.assertGreaterEqual(narrowest, 3)

    def test_two_leaders_are_an_overlap(self):
        self.assertEqual(lane(self.page, "Overlord", ".querySelectorAll('.overlap').length"), 1)
        self.assertIn("two for 14 s", lane(self.page, "Overlord", ".innerText"))

    def test_what_no_agent_saw_is_hatched(self):
        self.assertEqual(lane(self.page, "ZooKeeper", ".querySelectorAll('.unseen').length"), 2)
        hatched = lane(self.page, "ZooKeeper", ".querySelector('.unseen')")
        self.assertIsNotNone(hatched)

    def test_alerts_are_marks_by_shape_and_colour(self):
        marks = self.page.run("[...document.querySelectorAll('.mark')].map((e) => e.innerText)")
        self.assertEqual(marks, ["✕", "✕", "▲"])

    def test_zooms_to_an_hour_and_through_the_day_by_keyboard(self):
        self.page.run("document.querySelector('#zoom-hour').focus()")
        self.page.press("Enter")
        self.page.wait("document.querySelector('#zoom-hour').ariaPressed === 'true'")
        self.assertEqual(self.page.run("document.querySelectorAll('.overlap').length"), 0)
        self.assertRegex(self.page.text("#span"), r"^00:01:\d\d to now$")
        for _ in range(2):
            self.page.run("document.querySelector('#earlier').focus()")
            self.page.press("Enter")
        self.assertEqual(self.page.run("document.querySelectorAll('.overlap').length"), 1)
        self.page.run("document.querySelector('#zoom-day').click()")
        self.assertTrue(self.page.run("document.querySelector('#later').hidden"))

    def test_a_click_in_a_lane_opens_that_hour(self):
        self.page.click(".lane .overlap")
        self.page.wait("document.querySelector('#zoom-hour').ariaPressed === 'true'")
        self.assertEqual(self.page.run("document.querySelectorAll('.overlap').length"), 1)

    def test_a_table_says_the_same(self):
        self.page.run("document.querySelector('#events').open = true")
        self.page.wait("document.querySelectorAll('#event-rows tr').length >= 14")
        table = self.page.text("#events")
        self.assertIn("m2:8081 leads after m1:8081", table)
        self.assertIn("Agent", table)
        self.assertEqual(self.page.run("document.querySelector('#lanes .track').ariaHidden"), "true")


class Live(unittest.TestCase):
    def test_an_overlap_that_begins_is_drawn_as_it_goes_on(self):
        with page_of("two-leaders", 55) as (page, _):
            page.wait("document.querySelectorAll('#alerts .alert.firing').length > 0")
            page.wait("document.querySelectorAll('#alert-track .mark').length >= 4")
            self.assertIn("two for", lane(page, "Overlord", ".innerText"))


if __name__ == "__main__":
    unittest.main()
