"""From SIGKILL of a leader's process to the alert at the receiver: druidwatch beside Prometheus.

Both watch the same masters at the same interval in the same run and send to the same receiver,
which speaks Alertmanager's API; no hold, no `for`, no group_wait. Each leader is killed once, at a
random moment. What makes the difference is a held connection that the kernel closes: a host that
vanishes, or a process that hangs, is found by polling, by both.
"""
import argparse
import random
import signal
import statistics
import time

import contest
from lab import wait
from lab.place import Lab, in_parallel
from lab.webhook import Webhook

ALERTS = {"druidwatch": "DruidHaNodeDown", "prometheus": "MasterDown"}


def says_down(watcher, node):
    def matches(request):
        return request.body and any(
            alert["labels"].get("alertname") == ALERTS[watcher] and alert["labels"].get("node") == node
            for alert in request.json)
    return matches


def kill(leader):
    """When it was killed."""
    process = leader.process
    at = time.monotonic()
    process.signal_alone(signal.SIGKILL)
    return at


def measure(interval, leaders):
    """Seconds from the kill to each watcher's alert, for every leader."""
    with Lab() as lab, Webhook(lab) as receiver:
        standby = contest.StandIn(lab, "standby", "never", "0.0.0.0")
        masters = [contest.StandIn(lab, f"leader-{number}", "always") for number in range(leaders)]
        in_parallel([server.start for server in [standby, *masters]])
        in_parallel([server.await_ready for server in [standby, *masters]])
        clusters = [([master.node, f"127.1.{number}.2:{standby.port}"], []) for number, master in enumerate(masters)]

        exporter = contest.blackbox(lab)
        stack = contest.prometheus(lab, clusters, interval, receiver, exporter)
        watcher = contest.agent(lab, clusters, interval, receiver)
        for server in (exporter, stack, watcher):
            server.start().await_ready()
        contest.await_all_seen(watcher, stack, 2 * leaders, interval)

        killed = {}
        for master in random.sample(masters, leaders):
            moment = time.monotonic() + random.uniform(0, min(interval, 2))
            wait.until(lambda: time.monotonic() >= moment, interval + 1, "a random moment", poll=0.001)
            killed[master.node] = kill(master)

        patience = 60 + 4 * interval
        samples = {name: [receiver.await_request(says_down(name, node), patience, f"{name} on {node}").at - at
                          for node, at in killed.items()] for name in ALERTS}
    early = [(name, sample) for name in samples for sample in samples[name] if sample < 0]
    if early:
        raise AssertionError(f"alerts before their fault: {early}")
    return samples


def describe(interval, samples):
    median = {name: statistics.median(taken) for name, taken in samples.items()}
    for name, taken in samples.items():
        print(f"  {name:<11} median {median[name] * 1000:9.1f} ms   max {max(taken) * 1000:9.1f} ms   of {len(taken)}")
    print(f"  median ratio {median['prometheus'] / median['druidwatch']:.0f}x at an interval of {interval} s")
    return {"interval_seconds": interval, "seconds": samples, "median_seconds": median,
            "ratio": median["prometheus"] / median["druidwatch"]}


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--intervals", type=int, nargs="+", default=[1, 15], metavar="SECONDS")
    arguments.add_argument("--leaders", type=int, default=10, help="how many are killed, at each interval")
    arguments = arguments.parse_args()
    print("SIGKILL of a leader's process → alert at the receiver")
    results = [describe(interval, measure(interval, arguments.leaders)) for interval in arguments.intervals]
    contest.keep("detection", {"rounds": results})


if __name__ == "__main__":
    main()
