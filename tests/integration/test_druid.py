"""Real Druid, broken in every way there is: one cluster for all of it, and five minutes of it pass while two leaders are remembered."""
import unittest

from druid_lost_zookeeper import LostZooKeeper
from druid_masters import HOLD, Masters, of_both_roles
from druid_tiers import Tiers
from stage import Stage, alerting

SHORTENED = ("NodeDown", "NoStandby", "NoRedundancy", "StandbyNotCandidate", "ViewDiverges", "ConfigurationDiverges", "DruidOnStandby",
             "Down")


class Druid(LostZooKeeper, Masters, Tiers, Stage):
    shape = {"historical": True}
    settings = {"global": {"poll": {"master": "100ms", "broker_view": "2s", "duties": "3s"}},
                "alerting": alerting({name: f"{HOLD}s" for name in SHORTENED})}
    # Its leaders change more often here than anywhere.
    standing = frozenset(of_both_roles("LeaderFlapping"))


def load_tests(loader, tests, pattern):
    """Two leaders are provoked first, and known to be forgotten last."""
    names = loader.getTestCaseNames(Druid)
    (first,), (last,) = ([name for name in names if word in name] for word in ("without_zookeeper", "forgotten"))
    return unittest.TestSuite(map(Druid, [first, *(name for name in names if name not in (first, last)), last]))


if __name__ == "__main__":
    unittest.main()
