"""The rules that are checked in: as the program prints them, liked by promtool, and each of them tested."""
import re
import tempfile
import unittest
from pathlib import Path

import every_row
import promtool

# No place in the tables: what of an alert is a sentence.
SENTENCES = re.compile(r"summary: '(?P<summary>(?:[^']|'')*)'\n +description: '(?P<description>(?:[^']|'')*)'\n"
                       r" +runbook_url: '\{\{[^']*\}\}/runbooks/(?P<runbook>[\w/]+)'")


def annotations_of(rule):
    """As a person reads them in the story, from the file's own words."""
    words = SENTENCES.search(rule)
    text = words["description"].replace("{{ $labels.druid_cluster }}", every_row.CLUSTER)
    return {"summary": words["summary"].replace("''", "'"),
            "description": text.replace("{{ $labels.node }}", every_row.NODE).replace("''", "'"),
            "runbook_url": f"{every_row.EXTERNAL_URL}/runbooks/{words['runbook']}"}


class PrometheusRules(unittest.TestCase):
    maxDiff = None

    def test_what_is_checked_in_is_what_the_program_prints(self):
        self.assertEqual(promtool.RULES.read_text(), promtool.printed(), "alerts/druidwatch.rules.yml: print it anew")

    def test_promtool_finds_nothing_to_say(self):
        content, said = promtool.run("promtool", "check", "rules", "--lint=all", "--lint-fatal", str(promtool.RULES))
        self.assertTrue(content, said)
        self.assertNotIn("duplicate", said)

    def test_every_row_fires_and_ends_as_its_push_does(self):
        with tempfile.TemporaryDirectory() as folder:
            files = []
            for row in every_row.rows():
                rule = promtool.rule_of(*row[:2])
                files.append(promtool.write_test(Path(folder), "-".join(row[:2]), rule,
                                                 every_row.document(*row, annotations_of(rule))))
            content, said = promtool.run("promtool", "test", "rules", *files)
        self.assertTrue(content, said)

    def test_the_stories_of_those_that_differ_end_well(self):
        for file in sorted((promtool.ALERTS / "tests").glob("*.yml")):
            with self.subTest(file.name):
                content, said = promtool.run("promtool", "test", "rules", str(file))
                self.assertTrue(content, said)

    def test_no_rule_is_without_a_test(self):
        rules = promtool.RULES.read_text()
        stories = "".join(file.read_text() for file in (promtool.ALERTS / "tests").glob("*.yml"))
        told = {(tier, name) for tier, name, *_ in every_row.rows()}
        told |= {("agent", name) for name in re.findall(r"alertname: DruidHa(\w+)", stories)}
        self.assertEqual(set(promtool.alerts_of(rules)) - told, set(), "alerts without a test")
        self.assertEqual({tier_name for tier_name in told if tier_name[0] != "agent"} - set(promtool.alerts_of(rules)), set(),
                         "tests of alerts that there are not")
        self.assertEqual([record for record in promtool.records_of(rules) if f"expr: {record}" not in stories], [],
                         "records without a test")

    def test_a_runbook_is_where_each_alert_leads(self):
        for runbook in re.findall(r"/runbooks/([\w/]+)'", promtool.RULES.read_text()):
            self.assertTrue((promtool.ALERTS / "runbooks" / f"{runbook}.md").is_file(), runbook)


if __name__ == "__main__":
    unittest.main()
