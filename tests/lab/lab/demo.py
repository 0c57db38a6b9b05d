"""druidwatch before a real cluster that one may break; `scripts/demo` calls this.

    (nothing)      starts a Druid cluster, Alertmanager and druidwatch
    break FAULT    breaks it, and shows the alerts as they come
    heal           repairs it, and shows them go
    status         the alerts that druidwatch and Alertmanager hold now
    faults         what can be broken
    down           ends everything
"""
import argparse
import os
import sys
import threading
import time
from pathlib import Path

from . import vantage
from .__main__ import clear, faults, opened
from .agent import REPOSITORY
from .alertmanager import QUIET, Alertmanager
from .artifacts import Unavailable
from .cluster import DruidCluster
from .faults import FAULTS, NotPossible
from .place import STATE, Lab
from .ports import DRUIDWATCH, is_free
from .report import alertmanager_line, coloured, details, headline, table
from .wait import NotInTime

FOLLOW_SECONDS = 120  # some alerts are held for a minute, from the next look at what is seldom looked at


def folder():
    return Path(os.environ.get("DRUIDWATCH_DEMO") or "/tmp/druidwatch-demo")


def routing():
    """The configuration that druidwatch ships for Alertmanager, so that the demo shows its inhibitions."""
    shipped = sorted((REPOSITORY / "alerts").glob("alertmanager*.yml"))
    return shipped[0].read_text() if shipped else QUIET


def up():
    if (folder() / STATE).exists() and Lab(folder(), lasting=True).processes():
        cluster = opened(folder())
        print("a cluster runs here already, only druidwatch is started anew")
    else:
        cluster = start_cluster()
    with cluster.lab.alone():
        alertmanager = Alertmanager(cluster.lab, configuration=routing()).start().await_ready()
        agent = cluster.agent(cluster.druidwatch_config([alertmanager.url]))
        agent.restart().await_ready()
        cluster.lab.remember()
    me = os.environ.get("DRUIDWATCH_DEMO_COMMAND", "scripts/demo")
    print(f"""
  status page    {agent.url}/
  metrics        {agent.url}/metrics
  Alertmanager   {alertmanager.url}/
  configuration  {agent.config_file}

next:  {me} break leader     kill the leading master and watch what happens
       {me} heal             put it back
       {me} faults           what else can be broken
       {me} status           the alerts, with evidence and cause
       {me} down             end it all""")


def start_cluster():
    clear(folder())
    began = time.monotonic()
    print("starting ZooKeeper x3, PostgreSQL x2, Druid (2 masters, 2 Brokers, Router), HAProxy: about 20 seconds")
    cluster = DruidCluster(folder(), lasting=True, name="demo", watched_through_paths=vantage.possible(),
                           agent_port=DRUIDWATCH if is_free(DRUIDWATCH) else None)
    with cluster.lab.alone():
        cluster.start().await_ready()
    print(f"the cluster is up after {time.monotonic() - began:.0f} s")
    return cluster


def servers():
    cluster = opened(folder())
    alertmanager = Alertmanager(cluster.lab, configuration=routing())
    return cluster, cluster.agent(None), alertmanager


def key(alert):
    return alert["alert"], alert.get("tier"), alert.get("node")


class Watch:
    """Prints what changes among the agent's alerts."""

    def __init__(self, agent):
        self.agent = agent
        self.began = time.monotonic()
        self.before = {key(alert): alert["state"] for alert in agent.alerts()}

    def step(self):
        for alert in self.agent.alerts():
            name, state = key(alert), alert["state"]
            if self.before.get(name) != state:
                self.before[name] = state
                self.say(headline(alert))
                if state == "firing" and (text := details(alert)):
                    print(text, flush=True)

    def until(self, done, seconds):
        """True when `done` came true within so many seconds from now."""
        deadline = time.monotonic() + seconds
        while True:
            try:
                self.step()
                if done():
                    return True
            except OSError:  # the agent not answering for a moment is a part of the show
                must_watch(self.agent)
            if time.monotonic() >= deadline:
                return False
            time.sleep(0.2)

    def during(self, work):
        """Does `work`, which may take its time, and shows meanwhile what happens."""
        results, troubles = [], []

        def run():
            try:
                results.append(work())
            except Exception as trouble:
                troubles.append(trouble)

        thread = threading.Thread(target=run)
        thread.start()
        self.until(lambda: not thread.is_alive(), float("inf"))
        for trouble in troubles:
            raise trouble
        return results[0]

    def say(self, text):
        print(f"{time.monotonic() - self.began:+6.1f} s  {text}", flush=True)


def break_(fault_name):
    if fault_name not in FAULTS:
        raise ValueError(f"there is no fault {fault_name}; these there are: {', '.join(FAULTS)}")
    fault = FAULTS[fault_name]
    cluster, agent, alertmanager = servers()
    must_watch(agent)
    print(fault.sentence)
    watch = Watch(agent)
    with cluster.lab.alone():
        cluster.lab.remember(broken=[*cluster.lab.remembered().get("broken", []), fault_name])
        watch.say("broken: " + ", ".join(watch.during(lambda: fault(cluster))))
    tiers = " or ".join(fault.tiers)

    def known():
        return any(agent.alerts(alert=fault.alert, tier=tier, state="firing") for tier in fault.tiers)

    def passed_on():
        return any(alertmanager.alerts(alertname=fault.alert, tier=tier) for tier in fault.tiers)

    if not watch.until(known, FOLLOW_SECONDS):
        raise NotInTime(f"{fault.alert} ({tiers}) did not fire within {FOLLOW_SECONDS} s; `status` shows what is known")
    if not watch.until(passed_on, 10):
        raise NotInTime(f"{fault.alert} ({tiers}) did not reach Alertmanager at {alertmanager.url}")
    watch.say("Alertmanager holds:")
    show_alertmanager(alertmanager)


def heal():
    cluster, agent, _ = servers()

    def repair():
        with cluster.lab.alone():
            cluster.repair()
            cluster.lab.remember(broken=[])
        return True

    if not agent.running:
        repair()
        print("the cluster is whole again")
        return
    watch = Watch(agent)
    watch.during(repair)
    watch.say("the cluster is whole again")
    if not watch.until(lambda: not [alert for alert in agent.alerts(state="firing") if alert["severity"] in ("critical", "warning")],
                       FOLLOW_SECONDS):
        print("what still fires needs longer to be sure, see `status`")


def must_watch(agent):
    if not agent.running:
        raise RuntimeError(f"druidwatch does not run; the end of its log {agent.log}:\n{agent.log_tail()}")


def show_alertmanager(alertmanager):
    held = [alert for alert in alertmanager.alerts() if alert["labels"].get("alertname") != "DruidHaWatchdog"]
    print("\n".join(map(alertmanager_line, held)) or coloured("  no alert", "quiet"))


def status():
    cluster, agent, alertmanager = servers()
    broken = cluster.lab.remembered().get("broken")
    print(f"broken by hand: {', '.join(broken) if broken else 'nothing'}")
    must_watch(agent)
    print(f"\ndruidwatch at {agent.url}/ says:")
    print(table(agent.alerts()))
    print(f"\nAlertmanager at {alertmanager.url}/ holds:")
    show_alertmanager(alertmanager)


def down():
    if (folder() / STATE).exists():
        Lab(folder(), lasting=True).end()
        print("everything has ended")
    else:
        print("nothing runs")


def main():
    parser = argparse.ArgumentParser(prog="demo", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("verb", nargs="?", default="up", choices=["up", "break", "heal", "status", "faults", "down"])
    parser.add_argument("fault", nargs="?", help="for break")
    options = parser.parse_args()
    if options.verb == "break" and not options.fault:
        parser.error(f"break what? {', '.join(FAULTS)}")
    try:
        {"up": up, "break": lambda: break_(options.fault), "heal": heal, "status": status, "faults": lambda: faults(None),
         "down": down}[options.verb]()
    except KeyboardInterrupt:
        sys.exit(130)
    except (ValueError, NotPossible, NotInTime, Unavailable, OSError, RuntimeError) as trouble:
        sys.exit(f"demo: {trouble}")


if __name__ == "__main__":
    main()
