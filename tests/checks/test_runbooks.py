import tempfile
import unittest
from pathlib import Path

import runbooks

HEADER = 'inline constexpr InvariantId quorum_lost_id{"zookeeper", "QuorumLost"};\n'
ZOOKEEPER = """
    const auto tier = quorum_lost_id.tier;
    return {row(quorum_lost_id, critical, 3s, applied(quorum_lost), "…", "…"),
            because({quorum_lost_id}, of_a_node(row({tier, "MemberDown"}, warning, 10s, …)))};
"""
DRUID = """
    const auto tier = cluster::name_of(which);
    const InvariantId none{tier, "NoLeader"};
    return {row(none, critical, 35s, …)};
}
    const auto tier = no_broker.tier;
    return {
        row(no_broker, critical, 5s, …),
        of_a_node(row({"balancer", "Down"},
                      critical, 5s, …)),
        because({{"coordinator", "NoLeader"}, quorum_lost_id},
                row({tier, "NoRedundancy"}, info, 15s, …))};
constexpr InvariantId no_broker{"broker", "NoneServing"};
"""
METRICS = "| `druid_ha_headroom` | gauge | … |\n| `druid_ha_failover_duration_seconds` | histogram | … |\n"


def runbook(title, body=""):
    return f"# {title}\n\n{body}\n" + "".join(f"\n## {heading}\n" for heading in runbooks.HEADINGS)


class House(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        self.write("agent/invariants/catalog_rows.hpp", HEADER)
        self.write("agent/alerting/judge.cpp", 'return {.key = {.tier = "agent", .name = "Watchdog", .node = agent},')
        self.write(runbooks.METRICS, METRICS)

    def write(self, file, text=""):
        path = self.root / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path


class Catalog(House):
    def test_rows_are_read_by_literal_constant_and_tier(self):
        self.write("agent/invariants/catalog_zookeeper.cpp", ZOOKEEPER)
        self.write("agent/invariants/catalog_druid.cpp", DRUID)
        self.assertEqual(runbooks.catalog(self.root), {
            ("zookeeper", "QuorumLost"): "critical",
            ("zookeeper", "MemberDown"): "warning",
            ("role", "NoLeader"): "critical",
            ("broker", "NoneServing"): "critical",
            ("broker", "NoRedundancy"): "info",
            ("balancer", "Down"): "critical",
            ("agent", "Watchdog"): "none",
        })

    def assert_unreadable(self, text, because):
        self.write("agent/invariants/catalog_druid.cpp", text)
        with self.assertRaisesRegex(runbooks.Unreadable, because):
            runbooks.catalog(self.root)

    def test_what_it_can_not_read_it_does_not_pass_over(self):
        self.assert_unreadable('row(make_id("broker", "New"), critical, 5s, …)', "not known here")
        self.assert_unreadable('row({"broker", "New"}, Severity::critical, 5s, …)', "not known here")
        self.assert_unreadable("row(nobody, critical, 5s, …)", "no invariant is known by `nobody`")
        self.assert_unreadable('row({tier, "New"}, critical, 5s, …)', "no tier is known by `tier`")
        self.assert_unreadable('row({brokers.tier, "New"}, critical, 5s, …)', "no tier is known by `brokers.tier`")

    def test_the_real_one_has_every_tier(self):
        rows = runbooks.catalog(Path(__file__).resolve().parents[2])
        tiers = {folder for folder, _ in rows}
        self.assertEqual(tiers, {"zookeeper", "metadata", "master", "role", "broker", "balancer", "router", "cluster", "agent"})
        self.assertEqual(rows["role", "MultipleLeaders"], "critical")
        self.assertEqual(rows["metadata", "ReplicationLag"], "warning")
        self.assertEqual(rows["balancer", "SinglePoint"], "info")


class Runbooks(House):
    """A house of three alerts whose runbooks are as they should be, until a test spoils one."""

    def setUp(self):
        super().setUp()
        self.write("agent/invariants/catalog_zookeeper.cpp", ZOOKEEPER)
        self.lost = self.write("alerts/runbooks/zookeeper/QuorumLost.md", runbook(
            "DruidHaQuorumLost", "See [down](MemberDown.md#first), DruidHaMemberDown, `druid_ha_headroom`."))
        self.down = self.write("alerts/runbooks/zookeeper/MemberDown.md", runbook(
            "DruidHaMemberDown (zookeeper)", "https://x.example/a, [b](https://x.example/b), druidwatch, druid_cluster"))
        self.write("alerts/runbooks/agent/Watchdog.md", runbook("DruidHaWatchdog"))
        self.index = self.write("alerts/runbooks/README.md", """
            | [DruidHaQuorumLost](zookeeper/QuorumLost.md) | critical | … |
            | [DruidHaMemberDown](zookeeper/MemberDown.md) | warning | … |
            | [DruidHaWatchdog](agent/Watchdog.md) | none | … |""")

    def objections(self):
        return list(runbooks.objections(self.root))

    def assert_objects(self, *because):
        found = self.objections()
        self.assertEqual(len(found), len(because), found)
        for objection, words in zip(found, because):
            self.assertIn(words, objection)

    def spoil(self, path, old, new):
        text = path.read_text()
        self.assertIn(old, text)
        path.write_text(text.replace(old, new, 1))

    def test_all_is_well(self):
        self.assertEqual(self.objections(), [])
        self.assertEqual(runbooks.main([str(self.root)]), 0)

    def test_a_row_without_a_runbook(self):
        self.down.rename(self.root / "elsewhere.md")
        self.assert_objects("zookeeper/MemberDown.md: missing",
                            "README.md:3: the link to zookeeper/MemberDown.md leads nowhere",
                            "QuorumLost.md:3: the link to MemberDown.md leads nowhere")
        self.assertEqual(runbooks.main([str(self.root)]), 1)

    def test_a_runbook_without_a_row(self):
        self.write("alerts/runbooks/zookeeper/Gone.md", runbook("DruidHaWatchdog"))
        self.assert_objects("Gone.md: the catalog has no such row", "Gone.md:1: the title")

    def test_a_runbook_in_another_tiers_folder(self):
        self.write("alerts/runbooks/broker/MemberDown.md", runbook("DruidHaMemberDown"))
        self.assert_objects("broker/MemberDown.md: the catalog has no such row")

    def test_an_alert_that_does_not_exist(self):
        self.spoil(self.lost, "DruidHaMemberDown,", "DruidHaMemberGone,")
        self.assert_objects("QuorumLost.md:3: no alert is called DruidHaMemberGone")

    def test_a_metric_that_does_not_exist(self):
        self.spoil(self.lost, "druid_ha_headroom", "druid_ha_headroom_nodes")
        self.assert_objects("QuorumLost.md:3: no metric is called druid_ha_headroom_nodes")
        self.spoil(self.lost, "druid_ha_headroom_nodes", "druidwatch_rounds_total")
        self.assert_objects("QuorumLost.md:3: no metric is called druidwatch_rounds_total")

    def test_a_histogram_is_scraped_as_buckets(self):
        self.spoil(self.lost, "druid_ha_headroom", "druid_ha_failover_duration_seconds_bucket")
        self.assertEqual(self.objections(), [])
        self.spoil(self.lost, "druid_ha_failover_duration_seconds_bucket", "druid_ha_headroom_bucket")
        self.assert_objects("no metric is called druid_ha_headroom_bucket")

    def test_a_heading_that_is_missing_or_out_of_order(self):
        self.spoil(self.lost, "\n## Never\n", "")
        self.assert_objects("QuorumLost.md:1: its headings are not What it means")
        self.spoil(self.lost, "\n## First\n", "\n## Never\n\n## First\n")
        self.assert_objects("QuorumLost.md:1: its headings are not What it means")

    def test_another_alerts_title(self):
        self.spoil(self.lost, "# DruidHaQuorumLost", "# DruidHaMemberDown")
        self.assert_objects("QuorumLost.md:1: the title is not `# DruidHaQuorumLost`")

    def test_a_link_that_leads_nowhere(self):
        self.spoil(self.lost, "(MemberDown.md#first)", "(../metadata/NodeDown.md#first)")
        self.assert_objects("QuorumLost.md:3: the link to ../metadata/NodeDown.md leads nowhere")

    def test_the_index_has_every_alert_once_with_its_severity(self):
        self.spoil(self.index, "| warning |", "| critical |")
        self.assert_objects("README.md: [DruidHaMemberDown](zookeeper/MemberDown.md) is warning by the catalog")
        self.spoil(self.index, "[DruidHaMemberDown]", "[MemberDown]")
        self.assert_objects("README.md: names [DruidHaMemberDown](zookeeper/MemberDown.md) in 0 lines instead of one")

    def test_an_unreadable_catalog_is_said_and_fails(self):
        self.write("agent/invariants/catalog_druid.cpp", "row(nobody, critical, 5s, …)")
        self.assertEqual(runbooks.main([str(self.root)]), 1)

    def test_rules_and_their_tests_name_only_what_exists_too(self):
        self.write("alerts/druidwatch.rules.yml", "alert: DruidHaQuorumLost\nexpr: druid_ha_headroom < 0\n")
        self.write("alerts/tests/some.yml", "alertname: DruidHaMemberDown\n")
        self.assertEqual(runbooks.main([str(self.root)]), 0)
        self.write("alerts/druidwatch.rules.yml", "alert: DruidHaQuorumLoss\nexpr: druid_ha_headrooms < 0\n")
        self.assert_objects("alerts/druidwatch.rules.yml:1: no alert is called DruidHaQuorumLoss",
                            "alerts/druidwatch.rules.yml:2: no metric is called druid_ha_headrooms")
        self.write("alerts/druidwatch.rules.yml")
        self.write("alerts/tests/some.yml", "alertname: DruidHaMemberUp\n")
        self.assert_objects("alerts/tests/some.yml:1: no alert is called DruidHaMemberUp")

    def test_an_alert_that_only_prometheus_raises_has_a_runbook_too(self):
        self.write("agent/alerting/rules/agent_rules.cpp", 'return rule("NoAgent", "absent(…)", 1min, "critical",\n"…");')
        self.assert_objects("alerts/runbooks/agent/NoAgent.md: missing, as the catalog has that row",
                            "alerts/runbooks/README.md: names [DruidHaNoAgent](agent/NoAgent.md) in 0 lines instead of one")


if __name__ == "__main__":
    unittest.main()
