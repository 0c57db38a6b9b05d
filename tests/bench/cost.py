"""CPU per probe: druidwatch beside Prometheus with its blackbox exporter.

Both ask every master for `isLeader` at the same interval, at the same time, and both raise an alert
when a master is down. A probe counts when the master has answered it. druidwatch keeps its
connections; the blackbox exporter opens a new one for every probe and can't do otherwise, so part
of the ratio is that. Prometheus stores history besides.
"""
import argparse
import time

import contest
from lab import wait
from lab.place import Lab
from lab.usage import lifetime_cpu_seconds
from lab.webhook import Webhook

CLUSTER = 10  # masters of a cluster: five Coordinators, five Overlords


def clusters_of(masters, port):
    """Each cluster in its own 127.1.x.0, the first of each role leading."""
    half = CLUSTER // 2
    return [([f"127.1.{number}.{i}:{port}" for i in range(1, half + 1)],
             [f"127.2.{number}.{i}:{port}" for i in range(1, half + 1)]) for number in range(masters // CLUSTER)]


def measure(masters, interval, seconds):
    """For each watcher: probes answered, CPU seconds and resident bytes, over the same stretch of time."""
    with Lab() as lab, Webhook(lab) as receiver:
        druid = contest.StandIn(lab, "masters", "first", "0.0.0.0").start().await_ready()
        clusters = clusters_of(masters, druid.port)
        exporter = contest.blackbox(lab)
        stack = contest.prometheus(lab, clusters, interval, receiver, exporter)
        watcher = contest.agent(lab, clusters, interval, receiver)
        for server in (exporter, stack, watcher):
            server.start().await_ready()
        contest.await_all_seen(watcher, stack, masters, interval)

        processes = {"druidwatch": [watcher], "blackbox": [exporter, stack]}
        began, asked = time.monotonic(), druid.counts()
        used = {name: [lifetime_cpu_seconds(server) for server in servers] for name, servers in processes.items()}
        wait.until(lambda: time.monotonic() >= began + seconds, seconds + 1, "the end of the measurement", poll=0.5)
        used = {name: [lifetime_cpu_seconds(server) - before for server, before in zip(servers, used[name])]
                for name, servers in processes.items()}
        took, answered = time.monotonic() - began, druid.counts()
        return {name: {"probes": answered[name] - asked[name],
                       "share_of_plan": (answered[name] - asked[name]) / (masters / interval * took),
                       "cpu_seconds": used[name],
                       "resident_bytes": sum(server.resident_bytes for server in servers)}
                for name, servers in processes.items()}


def describe(result):
    for name, row in result.items():
        row["cpu_us_per_probe"] = sum(row["cpu_seconds"]) / row["probes"] * 1e6
        print(f"  {name:<11} {row['cpu_us_per_probe']:7.0f} µs CPU a probe   {row['probes']:6} probes "
              f"({row['share_of_plan']:.0%} of the plan)   {row['resident_bytes'] / 2**20:5.0f} MiB resident")
    return result["blackbox"]["cpu_us_per_probe"] / result["druidwatch"]["cpu_us_per_probe"]


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--masters", type=int, default=500)
    arguments.add_argument("--interval", type=int, default=1, metavar="SECONDS")
    arguments.add_argument("--seconds", type=int, default=30, help="how long it is measured")
    arguments = arguments.parse_args()
    print(f"CPU per probe, {arguments.masters} masters every {arguments.interval} s (blackbox: with its Prometheus)")
    result = measure(arguments.masters, arguments.interval, arguments.seconds)
    ratio = describe(result)
    print(f"  ratio {ratio:.1f}x")
    contest.keep("cost", {**vars(arguments), "watchers": result, "ratio": ratio})


if __name__ == "__main__":
    main()
