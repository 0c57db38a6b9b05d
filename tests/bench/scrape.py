"""What answering a scrape costs: the agent's CPU for /metrics of a cluster of fifteen nodes, with idle connections open.

Three real ZooKeeper members and twelve stand-ins of Druid are watched all the while. What the process uses without scrapes in the
same time is taken off; and the thread that serves is looked at by itself.
"""
import argparse
import contextlib
import os
import re
import socket
import statistics
import time

import contest
from lab import ask, wait, yaml
from lab.agent import Agent
from lab.place import Lab
from lab.standin_druid import StandInDruid
from lab.usage import cpu_by_thread
from lab.zookeeper import Ensemble

LIMIT_MS = 5.0
NODES = 15


def used(server, doing):
    """CPU seconds of each thread while `doing` lasts, and how long it lasted."""
    before, began = cpu_by_thread(server), time.monotonic()
    doing()
    took, after = time.monotonic() - began, cpu_by_thread(server)
    return {thread: after[thread] - before.get(thread, 0) for thread in after}, took


def connect(port, count, stack):
    for number in range(count):
        plain = stack.enter_context(socket.create_connection(("127.0.0.1", port), 5))
        if number % 2:
            plain.sendall(b"GET /metr")


def scrape(url, gzip):
    return ask.get(url + "/metrics", headers={"Accept-Encoding": "gzip"} if gzip else {})


def nodes_shown(url):
    return len(set(re.findall(r'druid_ha_node_up\{.*?node="(.*?)"', str(scrape(url, gzip=False).body))))


def paced(count, seconds, action):
    """`count` actions over so many seconds, as evenly as they go."""
    began = time.monotonic()
    for number in range(count):
        wait.until(lambda: time.monotonic() >= began + number * seconds / count, seconds, "the next one", poll=0.001)
        action()
    wait.until(lambda: time.monotonic() >= began + seconds, seconds + 1, "the end", poll=0.01)


def measure(idle, scrapes, seconds):
    with Lab() as lab, contextlib.ExitStack() as stack:
        ensemble = Ensemble(lab, members=3).start()
        druid = StandInDruid(lab, masters=4, brokers=6, routers=2).start()
        ensemble.await_ready()
        druid.await_ready().announce(ensemble.members[0])
        cluster = {"name": "production", "zookeeper": {"ensemble": [member.address for member in ensemble.members]},
                   "druid": {"coordinators": druid.masters, "brokers": druid.brokers, "routers": druid.routers}}
        agent = Agent(lab, yaml.dump({"clusters": [cluster]})).start().await_ready(30)
        wait.until(lambda: nodes_shown(agent.url) == NODES, 30, f"{NODES} nodes are shown", poll=0.2)
        connect(agent.port, idle, stack)
        result = {}
        for gzip in (True, False):
            samples = []
            for _ in range(5):
                without, _ = used(agent, lambda: paced(0, seconds, None))
                with_scrapes, _ = used(agent, lambda: paced(scrapes, seconds, lambda: scrape(agent.url, gzip)))
                of_process = (sum(with_scrapes.values()) - sum(without.values())) / scrapes * 1e3
                serving = max(with_scrapes[thread] - without.get(thread, 0) for thread in with_scrapes) / scrapes * 1e3
                samples.append((of_process, serving))
            answer = scrape(agent.url, gzip)
            result["gzip" if gzip else "plain"] = {
                "bytes": len(answer.body), "process_ms": statistics.median(sample[0] for sample in samples),
                "serving_thread_ms": statistics.median(sample[1] for sample in samples), "samples": samples}
        return result


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--idle", type=int, default=200, help="connections that are open and silent")
    arguments.add_argument("--scrapes", type=int, default=100)
    arguments.add_argument("--seconds", type=float, default=5)
    arguments = arguments.parse_args()
    print(f"CPU of a scrape of fifteen nodes, {arguments.idle} connections idle, medians of 5 times {arguments.scrapes} scrapes")
    result = measure(arguments.idle, arguments.scrapes, arguments.seconds)
    for name, row in result.items():
        print(f"  {name:<6} {row['process_ms']:5.2f} ms of the process, {row['serving_thread_ms']:5.2f} ms of the thread that serves; "
              f"{row['bytes'] / 1024:.0f} KiB   (limit {LIMIT_MS:g} ms)")
    contest.keep("scrape", {**vars(arguments), "limit_ms": LIMIT_MS, "load": os.getloadavg(), **result})
    return 0 if max(row["process_ms"] for row in result.values()) < LIMIT_MS else 1


if __name__ == "__main__":
    raise SystemExit(main())
