import unittest

from lab import yaml
from lab.cluster import merged
from lab.faults import FAULTS
from lab.report import table


class Yaml(unittest.TestCase):
    def test_nested_values(self):
        text = yaml.dump({"a": {"b": [1, "x: y"], "empty": []}, "c": [{"d": "on", "e": True}, "/var/lib"]})
        self.assertEqual(text, 'a:\n  b:\n    - 1\n    - "x: y"\n  empty: []\nc:\n  - d: "on"\n    e: true\n  - /var/lib\n')


class Merging(unittest.TestCase):
    def test_deep_and_none_removes(self):
        self.assertEqual(merged({"a": {"b": 1, "c": 2}, "d": 3}, {"a": {"b": 5, "c": None}, "e": 6}),
                         {"a": {"b": 5}, "d": 3, "e": 6})


class Report(unittest.TestCase):
    ALERT = {"alert": "DruidHaNodeDown", "severity": "warning", "tier": "broker", "node": "b1:8082", "state": "firing",
             "since": "2026-01-01T00:00:00Z", "summary": "b1 is down", "probable_cause": "",
             "evidence": [{"who": "b1", "said": "connection refused", "at": "10:00:00"}]}

    def test_evidence_and_place_are_shown(self):
        text = table([self.ALERT])
        for part in ("DruidHaNodeDown", "broker b1:8082", "b1 is down", "connection refused"):
            self.assertIn(part, text)
        self.assertNotIn("because", text)

    def test_a_cause_is_named(self):
        self.assertIn("because of: DruidHaNoneServing", table([{**self.ALERT, "probable_cause": "DruidHaNoneServing"}]))

    def test_what_wakes_people_comes_first(self):
        text = table([self.ALERT, {**self.ALERT, "alert": "DruidHaNoneServing", "severity": "critical"}])
        self.assertLess(text.index("NoneServing"), text.index("NodeDown"))

    def test_the_watchdog_is_not_news(self):
        self.assertIn("nothing", table([{**self.ALERT, "alert": "DruidHaWatchdog", "severity": "none"}]))


class Faults(unittest.TestCase):
    def test_each_says_what_it_does_and_by_which_alert_it_is_known(self):
        for fault in FAULTS.values():
            self.assertRegex(fault.sentence, r"^[A-Za-z].*\.$")
            self.assertTrue(fault.alert.startswith("DruidHa") and fault.tiers)
