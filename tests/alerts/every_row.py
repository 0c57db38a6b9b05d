"""What the rule of every row of the catalog must do, whatever it says: one story for all of them.

The table is written by hand, so that a change of the catalog, or of what prints the rules, is seen here. How long is what the rule
waits: the longest hold where that depends on the case.
"""

# tier, name, severity, seconds; † for one of a node.
ROWS = """
cluster      Unreachable              critical   15
zookeeper    QuorumLost               critical   15
zookeeper    QuorumAtRisk             warning    15
zookeeper    MultipleLeaders          critical   14
zookeeper    MemberDown †             warning    10
zookeeper    MemberNotServing †       warning    15
zookeeper    MemberForeign †          critical   10
zookeeper    EnsembleSizeUnsafe       warning   300
zookeeper    LearnersOutOfSync †      warning    30
zookeeper    RequestsBacklogged †     warning    60
zookeeper    SessionUnusable †        critical   10
metadata     NoPrimary                critical    5
metadata     SplitBrain               critical    5
metadata     NodeDown †               warning    10
metadata     ReplicationBroken †      warning    15
metadata     ReplicationLagSevere †   critical   30
metadata     ReplicationLag †         warning    30
metadata     NoFailoverCandidate      warning    15
metadata     ForeignNode †            critical   10
metadata     EndpointNotPrimary       critical    5
metadata     DruidOnStandby †         critical   30
metadata     CommitsStalled           critical   10
metadata     RetainedWalGrowing †     warning    60
metadata     FailedOver               info        0
master       NoneServing              critical    5
master       NodeDown †               warning    10
master       ConfigurationDiverges    critical   60
role         NoLeader                 critical   35
role         MultipleLeaders          critical    1
role         LeaderUnhealthy †        critical   35
role         LeaderNotInitialized †   critical   35
role         LeadersDisagree          warning    30
role         LatchMismatch            warning    30
role         RedirectBroken †         warning    30
role         NoStandby                warning    15
role         StandbyNotCandidate †    warning    60
role         LeaderFlapping           warning     0
role         FailoverSlow             warning     0
role         FailedOver               info        0
coordinator  DutiesStale †            warning     0
broker       NoneServing              critical    5
broker       NoRedundancy             warning    15
broker       NodeDown †               warning    10
broker       NotReady †               warning    60
broker       QueryFails †             warning    15
broker       ViewDiverges †           warning    60
balancer     Down †                   critical    5
balancer     RoutesToDead †           warning    10
balancer     Skewed †                 warning   300
balancer     SinglePoint              info     3600
router       NodeDown †               warning    10
router       NoLeaderRoute †          warning    30
agent        TargetUnknown †          warning   300
"""

ROLES = ("coordinator", "overlord")
KEPT_FIRING = {"MultipleLeaders": 300}  # of a role

# Seconds between two evaluations, and two scrapes; of alerts that wait for minutes a minute.
STEP, LONG_STEP = 5, 60

CLUSTER, NODE = "production", "n1:1"
EXTERNAL_URL = "http://watch1:19105"


def rows():
    """(tier, name, severity, seconds, of_a_node), both roles each by itself."""
    for line in ROWS.strip().splitlines():
        tier, name, *dagger, severity, seconds = line.split()
        for each in ROLES if tier == "role" else (tier,):
            yield each, name, severity, int(seconds), bool(dagger)


class Story:
    """Two agents tell of one invariant. The one is sure, until it ends; the other never can tell.

    `act` is what the first one says from then on: a state, "muted" for violated in a maintenance window, "missed" for a scrape that
    failed, "stale" for a target that is gone.
    """

    def __init__(self, tier, name, of_a_node, step, second="unknown"):
        self.labels = {"druid_cluster": CLUSTER, "tier": tier, "invariant": name, **({"node": NODE} if of_a_node else {})}
        self.step, self.second = step, second
        self.told = []

    def act(self, state, seconds):
        """It is so for this long; returns when it begins, in seconds."""
        began = len(self.told) * self.step
        self.told += [state] * (seconds // self.step)
        return began

    def series(self):
        for agent in ("watch1:19105", "watch2:19105"):
            for state in ("holds", "violated", "unknown"):
                labels = {**self.labels, "state": state, "job": "druidwatch", "instance": agent}
                words = [self.second] * len(self.told) if agent == "watch2:19105" else self.told
                yield {"series": f"druid_ha_invariant{{{_matchers(labels)}}}", "values": " ".join(_sample(word, state) for word in words)}
        muted = {"muted": "1", "violated": "0", "missed": "_", "stale": "stale"}
        yield {"series": f'druid_ha_alert_in_maintenance{{{_matchers(self.labels)},job="druidwatch",instance="watch1:19105"}}',
               "values": " ".join(muted.get(word, "_") for word in self.told)}
        for agent in ("watch1:19105", "watch2:19105"):
            yield {"series": f'druidwatch_agent_info{{agent="{agent}",external_url="{EXTERNAL_URL}",job="druidwatch",instance="{agent}"}}',
                   "values": f"1+0x{len(self.told)}"}


def _sample(word, state):
    said = {"muted": "violated"}.get(word, word)
    return {"missed": "_", "stale": "stale"}.get(word) or ("1" if said == state else "0")


def _matchers(labels):
    return ",".join(f'{name}="{value}"' for name, value in labels.items())


def document(tier, name, severity, seconds, of_a_node, annotations):
    """Fires when it should and not before, survives what is no proof, ends by proof, and by nobody's word."""
    step = STEP if seconds <= 60 else LONG_STEP
    kept = KEPT_FIRING.get(name, 0) if tier in ROLES else 0
    hold = -(-seconds // step) * step  # until the first evaluation after it
    exact = {"severity": severity, "tier": tier, "druid_cluster": CLUSTER, **({"node": NODE} if of_a_node else {})}
    tests = []

    def expected(at, fires):
        return {"eval_time": f"{at}s", "alertname": f"DruidHa{name}",
                "exp_alerts": [{"exp_labels": exact, "exp_annotations": annotations}] if fires else []}

    def story(**second):
        told = Story(tier, name, of_a_node, step, **second)
        told.act("holds", 4 * step)
        return told

    def test(told, *checks):
        tests.append({"interval": f"{step}s", "input_series": list(told.series()), "alert_rule_test": list(checks)})

    fires = story()
    violated = fires.act("violated", hold + 2 * step)
    missed = fires.act("missed", 120)
    fires.act("violated", 2 * step)
    unknown = fires.act("unknown", 600)
    holds = fires.act("holds", kept + 2 * step)
    test(fires,
         expected(violated + hold - step, False),
         expected(violated + hold, True),
         expected(missed + 120 - step, True),
         expected(unknown + 600 - step, True),
         *([expected(holds + kept - step, True)] if kept else []),
         expected(holds + kept, False))

    two_agents = story(second="violated")
    violated = two_agents.act("violated", hold + 2 * step)
    test(two_agents, expected(violated + hold, True))

    if hold:
        too_short = story()
        too_short.act("violated", hold)
        over = too_short.act("holds", hold + 2 * step)
        test(too_short, expected(over - step, False), expected(over, False), expected(over + hold, False))

    maintained = story()
    maintained.act("muted", hold + 2 * step)
    over = maintained.act("violated", hold + 2 * step)
    test(maintained, expected(over - step, False), expected(over + hold, True))

    never_known = story()
    unknown = never_known.act("unknown", hold + 2 * step)
    test(never_known, expected(unknown + hold + step, False))

    # An agent that goes takes its word with it after three minutes.
    gone = story(second="stale")
    gone.act("violated", hold + 2 * step)
    stale = gone.act("stale", 180 + kept + 2 * step)
    test(gone, expected(stale + 180 - 2 * step, True), expected(stale + 180 + kept, False))
    return {"evaluation_interval": f"{step}s", "tests": tests}
