"""The status page as a person meets it: in Chromium, on stories that page_server tells.

With PAGE_SCREENSHOTS set to a folder, every story is also photographed there.
"""
import os
import unittest
import urllib.request
from pathlib import Path

from chromium import Browser, PageServer, page_of

PHONE = {"width": 360, "height": 740}
STORIES = ("healthy", "two-leaders", "quorum-lost", "unreachable", "starting", "refused",
           "maintenance")
DESK = {"width": 1280, "height": 900}
WALL = {"width": 3840, "height": 2160}


class Sentence(unittest.TestCase):
    def test_is_the_largest_type_and_first_of_all(self):
        with page_of("two-leaders") as (page, _):
            self.assertRegex(page.text("#sentence"), r"^production has two Overlords, for 1\d s\.$")
            largest = page.run("""[...document.querySelectorAll('body *')]
                .filter((each) => each.innerText)
                .sort((a, b) => parseFloat(getComputedStyle(b).fontSize) -
                                parseFloat(getComputedStyle(a).fontSize))[0].id""")
            self.assertEqual(largest, "sentence")
            self.assertRegex(page.run("document.title"), "^✕ production has two Overlords")

    def test_of_a_cluster_of_which_nothing_is_known_says_so(self):
        with page_of("starting") as (page, _):
            self.assertEqual(page.text("#sentence"), "It can't be told whether production stands.")
            self.assertNotIn("serving", page.text("#tiers"))


class Tiers(unittest.TestCase):
    def test_stand_in_the_order_of_dependence_each_with_its_headroom(self):
        with page_of("healthy") as (page, _):
            names = page.run("[...document.querySelectorAll('.tier h3')].map((e) => e.innerText)")
            self.assertEqual(names, ["ZooKeeper", "Metadata store", "Coordinator", "Overlord",
                                     "Broker", "Balancer", "Router"])
            self.assertIn("1 more may fail", page.text(".tier"))

    def test_every_node_has_a_shape_and_a_word(self):
        for story in STORIES:
            with self.subTest(story), page_of(story, 100) as (page, _):
                self.assertTrue(page.run("""[...document.querySelectorAll('.node')].every((node) =>
                    node.querySelector('use').getAttribute('href').startsWith('#shape-') &&
                    node.querySelector('.word').innerText !== '')"""))

    def test_what_is_not_known_is_hatched_and_never_green(self):
        with page_of("unreachable", 100) as (page, _):
            self.assertTrue(page.run("""[...document.querySelectorAll('.node')].every(
                (node) => getComputedStyle(node).backgroundImage.includes('repeating'))"""))
            green = page.run("document.querySelectorAll('.serving, .tier.fine').length")
            self.assertEqual(green, 0)

    def test_a_false_leader_is_called_one(self):
        with page_of("two-leaders") as (page, _):
            self.assertIn("m2:8081\nleading, false leader", page.text("#tiers"))

    def test_the_one_with_the_least_headroom_draws_the_eye(self):
        with page_of("quorum-lost", 110) as (page, _):
            least = page.run("[...document.querySelectorAll('.tier.least h3')].map((e) =>"
                             " e.innerText)")
            self.assertEqual(least, ["ZooKeeper"])
        with page_of("healthy") as (page, _):
            self.assertEqual(page.run("document.querySelectorAll('.tier.least').length"), 0)

    def test_a_node_in_maintenance_says_so_by_shape_and_word(self):
        with page_of("maintenance") as (page, _):
            broker = page.text("[aria-label=Broker] .node")
            self.assertIn("in maintenance, serving", broker)
            self.assertEqual(page.run("document.querySelector('[aria-label=Broker] .node use')"
                                      ".getAttribute('href')"), "#shape-paused")


class WhatIsWrong(unittest.TestCase):
    def test_an_alert_has_severity_since_evidence_runbook_and_silence(self):
        with page_of("two-leaders") as (page, _):
            alert = page.text(".alert.critical")
            self.assertIn("Two nodes lead one role of Druid's masters: Overlord", alert)
            self.assertRegex(alert, r"since 01:01:00 \(1\d s\)")
            self.assertRegex(alert, r"m2:8081\tisLeader: yes\t[\d.]+ s ago")
            self.assertEqual(page.run("document.querySelector('.alert .runbook').href"),
                             "https://runbooks.example/role/MultipleLeaders")
            self.assertIn("http://am1:9093/#/silences/new",
                          page.run("document.querySelector('.alert .silence').href"))
            self.assertNotIn("s3cret", page.run("document.documentElement.outerHTML"))

    def test_a_cause_stands_above_its_consequences(self):
        with page_of("quorum-lost", 110) as (page, _):
            roots = page.run("[...document.querySelectorAll('#alerts > li')].map((e) =>"
                             " e.querySelector('.title').innerText)")
            self.assertEqual(roots, ["ZooKeeper has no quorum"])
            consequences = page.text("#alerts > li > .consequences")
            self.assertIn("No node leads a role of Druid's masters: Coordinator", consequences)
            self.assertIn("A ZooKeeper member is down: zk2:2181", consequences)

    def test_nothing_wrong_is_said_with_how_much_was_checked(self):
        with page_of("healthy") as (page, _):
            self.assertRegex(page.text("#nothing"), r"Nothing\. All \d+ invariants were checked")
            self.assertTrue(page.run("document.querySelector('#unchecked').hidden"))

    def test_what_could_not_be_checked_is_told_once_per_reason(self):
        with page_of("unreachable", 100) as (page, _):
            self.assertIn("Nothing of this cluster answers.", page.text("#unchecked"))
            self.assertEqual(page.run("document.querySelectorAll('#unknowns li').length"), 1)

    def test_what_may_not_be_asked_is_told_with_its_remedy(self):
        with page_of("refused") as (page, _):
            told = page.text("#refused li")
            self.assertIn("zk3:2181: conf", told)
            self.assertIn("4lw.commands.whitelist", told)

    def test_comes_before_the_tiers_on_a_phone(self):
        order = "document.querySelector('#wrong').nextElementSibling?.id"
        with PageServer("quorum-lost", 100) as server, Browser() as page:
            page.open(server.url, **PHONE)
            self.assertEqual(page.run(order), "tiers-section")
            page.open(server.url, **DESK)
            self.assertEqual(page.run(order), "unchecked")


class Liveness(unittest.TestCase):
    def test_says_that_it_is_live_and_follows_changes(self):
        with page_of("two-leaders", 55) as (page, _):
            self.assertRegex(page.text("#live"), r"live, \d\.\d s ago")
            self.assertEqual(page.run("document.querySelectorAll('.alert').length"), 0)
            page.wait("document.querySelectorAll('#alerts .alert.critical').length === 1")

    def test_goes_grey_and_says_since_when_once_the_agent_is_gone(self):
        with page_of("healthy") as (page, server):
            server.stop()
            page.wait("document.body.classList.contains('stale')")
            self.assertRegex(page.text("#stale"),
                             r"Stale since 01:\d\d:\d\d\. The connection to the agent is lost\.")
            self.assertIn("stale", page.text("#live"))
            self.assertIn("grayscale", page.run("getComputedStyle(document.querySelector('main'))"
                                                ".filter"))

    def test_an_agent_that_answers_and_watches_no_more_is_stale_too(self):
        with page_of("healthy") as (page, _):
            page.run("clock.movedAt = performance.now() - 31000, drawLiveness()")
            self.assertIn("has stopped watching", page.text("#stale"))


class Reader(unittest.TestCase):
    def test_nothing_is_asked_of_another_host_and_nothing_complained_of(self):
        with page_of("two-leaders") as (page, server):
            self.assertTrue(page.requested)
            for url in page.requested:
                self.assertTrue(url.startswith((server.url, "data:")), url)
            self.assertEqual(page.complaints, [])

    def test_no_width_scrolls_sideways(self):
        with PageServer("quorum-lost", 100) as server, Browser() as page:
            for window in (PHONE, DESK, WALL):
                with self.subTest(**window):
                    page.open(server.url, **window)
                    self.assertLessEqual(page.run("document.documentElement.scrollWidth"),
                                         window["width"])

    def test_the_whole_page_is_under_60_kB(self):
        with page_of("healthy") as (page, server):
            size = 0
            for name in ("", "page.css", "page.js"):
                with urllib.request.urlopen(server.url + name) as answer:
                    size += len(answer.read())
            self.assertLess(size, 60_000)

    def test_light_and_dark_are_the_systems_wish_until_a_person_chooses(self):
        paper = "getComputedStyle(document.body).backgroundColor"
        with PageServer("healthy") as server, Browser() as page:
            page.open(server.url, dark=True)
            dark = page.run(paper)
            page.open(server.url, dark=False)
            light = page.run(paper)
            self.assertNotEqual(light, dark)
            page.run("document.querySelector('#theme').click()")  # light
            page.run("document.querySelector('#theme').click()")  # dark
            self.assertEqual(page.run(paper), dark)
            page.open(server.url, dark=False)
            self.assertEqual(page.run(paper), dark)

    def test_text_has_contrast_on_its_ground(self):
        with PageServer("quorum-lost", 100) as server, Browser() as page:
            for dark in (False, True):
                page.open(server.url, dark=dark)
                for name in ("ink", "quiet", "good", "lead", "weak", "bad", "link"):
                    for ground in ("paper", "card"):
                        with self.subTest(name, ground=ground, dark=dark):
                            self.assertGreaterEqual(page.run(CONTRAST % (name, ground)), 4.5)

    def test_everything_is_reached_by_keyboard(self):
        with page_of("two-leaders") as (page, _):
            page.press("Tab")
            self.assertEqual(page.run("document.activeElement.className"), "skip")
            page.press("Enter")
            page.wait("document.activeElement.id === 'wrong'")
            reached = set()
            for _ in range(40):
                page.press("Tab")
                reached.add(page.run("document.activeElement.className ||"
                                     " document.activeElement.id ||"
                                     " document.activeElement.tagName"))
            self.assertLessEqual({"runbook", "silence", "TIME", "SUMMARY", "zoom-day",
                                  "zoom-hour"}, reached)

    def test_a_time_tells_utc_on_focus(self):
        with page_of("two-leaders") as (page, _):
            page.run("document.querySelector('.since time').focus()")
            self.assertEqual(page.run("getComputedStyle(document.querySelector('.since time'),"
                                      " '::after').content"), '"2026-11-24 00:01:00 UTC"')

    def test_a_change_is_said_aloud_once(self):
        with page_of("two-leaders", 55) as (page, _):
            page.wait("document.querySelectorAll('#alerts .alert.critical.firing').length === 1")
            page.run("""globalThis.said = 0; new MutationObserver(() => { ++said; })
                .observe(document.querySelector('#announcer'), {childList: true})""")
            page.run("draw(), draw(), new Promise((done) => setTimeout(done))")
            self.assertEqual(page.run("said"), 0)
            self.assertEqual(page.run("document.querySelector('#announcer').role"), "status")

    def test_nothing_moves_for_those_who_ask_for_that(self):
        with PageServer("healthy") as server, Browser() as page:
            page.open(server.url, reduced_motion=True)
            self.assertEqual(page.run("getComputedStyle(document.querySelector('main'))"
                                      ".transitionDuration"), "0s")

    def test_another_cluster_is_a_link_away(self):
        with page_of("two-leaders") as (page, _):
            page.run("document.querySelector('#clusters a[href=\"#staging\"]').click()")
            page.wait("document.querySelector('#sentence').innerText === 'staging stands.'")
            self.assertEqual(page.run("document.querySelectorAll('#alerts .alert').length"), 0)


# The contrast ratio of WCAG 2 between two of the page's own colours.
CONTRAST = r"""(() => {
    const luminance = (name) => {
        document.querySelector('#rest').style.color = `var(--${name})`;
        const style = getComputedStyle(document.querySelector('#rest')).color;
        const [r, g, b] = style.match(/\d+/g).map((one) => one / 255)
            .map((c) => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const [low, high] = [luminance('%s'), luminance('%s')].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
})()"""


@unittest.skipUnless("PAGE_SCREENSHOTS" in os.environ, "PAGE_SCREENSHOTS names no folder")
class Screenshots(unittest.TestCase):
    def test_of_every_story(self):
        folder = Path(os.environ["PAGE_SCREENSHOTS"])
        for story in STORIES:
            with PageServer(story, 100) as server, Browser() as page:
                for name, window in (("phone", PHONE), ("desk", DESK), ("wall", WALL)):
                    for colours in ("light", "dark"):
                        page.open(server.url, dark=colours == "dark", **window)
                        page.screenshot(folder / f"{story}-{name}-{colours}.png")


if __name__ == "__main__":
    unittest.main()
