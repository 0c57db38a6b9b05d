"""Alertmanager's configuration that is checked in: as the program prints it, liked by amtool, each severity to its receiver."""
import re
import unittest

import promtool

RULE = re.compile(r'  - source_matchers:\n      - alertname = "DruidHa(?P<source>\w+)"\n      - tier = "(?P<source_tier>\w+)"\n'
                  r'    target_matchers:\n      - alertname =~? "DruidHa\(?(?P<targets>[\w|]+)\)?"\n      - tier = "(?P<target_tier>\w+)"\n')


def inhibitions():
    """{(tier, name) of what is inhibited: the (tier, name)s of what inhibits it}"""
    text = promtool.ALERTMANAGER.read_text()
    found = list(RULE.finditer(text))
    assert len(found) == text.count("  - source_matchers:"), "an inhibition is written in a way that is not known here"
    causes = {}
    for rule in found:
        for target in rule["targets"].split("|"):
            causes.setdefault((rule["target_tier"], target), set()).add((rule["source_tier"], rule["source"]))
    return causes


class AlertmanagerConfig(unittest.TestCase):
    maxDiff = None

    def test_what_is_checked_in_is_what_the_program_prints(self):
        self.assertEqual(promtool.ALERTMANAGER.read_text(), promtool.printed("--rules.format=alertmanager"),
                         "alerts/alertmanager.yml: print it anew")

    def test_amtool_finds_nothing_to_say(self):
        content, said = promtool.run("amtool", "check-config", str(promtool.ALERTMANAGER))
        self.assertTrue(content, said)

    def test_each_severity_goes_to_its_receiver(self):
        for severity, receiver in (("critical", "critical"), ("warning", "warning"), ("info", "info"), ("none", "watchdog")):
            content, said = promtool.run("amtool", "config", "routes", "test", f"--config.file={promtool.ALERTMANAGER}",
                                         f"--verify.receivers={receiver}", f"severity={severity}", "alertname=DruidHaAny",
                                         "druid_cluster=production", "tier=zookeeper")
            self.assertTrue(content, said)

    def test_nothing_inhibits_itself_be_it_by_a_detour(self):
        causes = inhibitions()
        for alert in causes:
            seen, next_ones = set(), {alert}
            while next_ones:
                next_ones = set().union(*(causes.get(each, set()) for each in next_ones)) - seen
                seen |= next_ones
            self.assertNotIn(alert, seen)

    def test_only_alerts_that_there_are_inhibit_and_are_inhibited(self):
        known = set(promtool.alerts_of(promtool.RULES.read_text()))
        for target, sources in inhibitions().items():
            self.assertLessEqual({target, *sources}, known)

    def test_what_one_agent_can_not_see_never_silences_what_another_proves(self):
        for target, sources in inhibitions().items():
            if ("cluster", "Unreachable") in sources or any(tier == "agent" for tier, _ in sources):
                self.assertEqual(target[0], "agent", target)


if __name__ == "__main__":
    unittest.main()
