"""What one poll of a database node costs: druidwatch beside Debian's postgres_exporter and mysqld_exporter.

All ask the same primary and the same standby at the same interval, at the same time: the watcher's CPU by the kernel's own
accounting of its threads, statements and their time by the server's, per user. druidwatch watches the pair as several clusters,
so that what it does besides polling weighs little; an exporter is one process per node, and each scrape of it is one poll.
Not like for like: an exporter reads hundreds of figures for a history, druidwatch those from which it judges. What a poll takes of
any client, on this machine and just now, shows PostgreSQL's own pgbench: it sends druidwatch's statement as often, over as many held
sessions, and drops the answers.
"""
import argparse
import concurrent.futures
import re
import shutil
import time

import contest
from lab import ask, wait, yaml
from lab.agent import Agent, password_file
from lab.mariadb import MariaReplication
from lab.place import Lab, in_parallel
from lab.postgresql import binaries
from lab.replication import Replication
from lab.server import Server
from lab.usage import cpu_seconds

READER_PASSWORD = "reads-for-a-comparison"
LIMIT_MS = 0.25  # of CPU, that one poll of a PostgreSQL node may cost druidwatch
PGBENCH_MS = 0.15  # of pgbench, where that is kept; a machine on which it takes more is allowed more


class PostgreSQLSide:
    name, exporter = "PostgreSQL", "postgres_exporter"

    def __init__(self, lab):
        # Its statistics of statements tell calls and time by role; druidwatch's statement is longer than it usually shows.
        self.store = Replication(lab, 1, {"shared_preload_libraries": "pg_stat_statements", "track_activity_query_size": 8192}, prefix="pg")
        self.lab = lab

    def start(self):
        self.store.start().await_streaming()
        self.store.first.query(f"CREATE ROLE exporter LOGIN PASSWORD '{READER_PASSWORD}'; GRANT pg_monitor TO exporter; "
                               f"CREATE ROLE pgbench LOGIN PASSWORD '{READER_PASSWORD}' IN ROLE pg_read_all_stats; "
                               "CREATE EXTENSION pg_stat_statements")
        self.exporters = [Exporter(self.lab, f"{node.name}-exporter", "prometheus-postgres-exporter", [], {
            "DATA_SOURCE_NAME": f"postgresql://exporter:{READER_PASSWORD}@{node.address}/druid?sslmode=disable"})
            for node in self.store.nodes]
        return self

    def yardsticks(self, sessions, interval):
        """Clients that ask each node just what druidwatch asks it."""
        statement = self.store.first.query("SELECT query FROM pg_stat_activity WHERE usename = 'druidwatch' LIMIT 1")
        return {"pgbench": [Pgbench(self.lab, node, statement, sessions, interval).start().await_ready() for node in self.store.nodes]}

    def statements(self):
        """By user: calls, and milliseconds in the server."""
        return added(rows(node.query("SELECT rolname, sum(calls), sum(total_exec_time) FROM pg_stat_statements JOIN pg_roles "
                                     "ON oid = userid GROUP BY 1"), "|") for node in self.store.nodes)


class MariaDBSide:
    name, exporter = "MariaDB", "mysqld_exporter"

    def __init__(self, lab):
        self.store = MariaReplication(lab, 1, {"userstat": 1}, prefix="maria")
        self.lab = lab

    def start(self):
        self.store.start().await_streaming()
        self.store.first.query(f"CREATE USER exporter IDENTIFIED BY '{READER_PASSWORD}'; "
                               "GRANT PROCESS, SLAVE MONITOR, SELECT ON *.* TO exporter")
        self.exporters = [Exporter(self.lab, f"{node.name}-exporter", "prometheus-mysqld-exporter", [], {
            "DATA_SOURCE_NAME": f"exporter:{READER_PASSWORD}@({node.address})/"}) for node in self.store.nodes]
        return self

    def yardsticks(self, sessions, interval):
        return {}

    def statements(self):
        return added(rows(node.query("SELECT user, select_commands + update_commands + other_commands, 1000 * busy_time "
                                     "FROM information_schema.user_statistics"), "\t") for node in self.store.nodes)


class Exporter(Server):
    def __init__(self, lab, name, program, flags, environment):
        super().__init__(lab, name)
        self.url = f"http://127.0.0.1:{lab.port(name)}"
        self._command = [shutil.which(program) or program, f"--web.listen-address={self.url.removeprefix('http://')}", *flags]
        self._environment = environment

    def command(self):
        return self._command

    def environment(self):
        return self._environment

    def ready(self):
        return self.scrape()

    def scrape(self):
        """One poll: true when it reached its server."""
        return re.search(r"^(pg|mysql)_up 1$", ask.get(self.url + "/metrics", timeout=10).text, re.MULTILINE) is not None


class Pgbench(Server):
    """Its transactions come at random moments, at the rate of so many sessions that are each asked once in an interval."""

    def __init__(self, lab, node, statement, sessions, interval):
        super().__init__(lab, f"{node.name}-pgbench")
        self.node, self.statement, self.sessions, self.interval = node, statement, sessions, interval

    def prepare(self):
        (self.folder / "statement.sql").write_text(self.statement.replace("$1", "'druid'").replace("$2", "'druidwatch'") + ";\n")

    def command(self):
        return [binaries() / "pgbench", "--no-vacuum", "--protocol=extended", f"--client={self.sessions}",
                f"--rate={self.sessions / self.interval}", "--time=86400", "--file=statement.sql",
                f"host=127.0.0.1 port={self.node.port} dbname=druid user=pgbench"]

    def environment(self):
        return {"PGPASSWORD": READER_PASSWORD}

    def ready(self):
        return self.node.sessions("pgbench") == self.sessions


def rows(text, separator):
    return {user: (float(calls), float(spent)) for user, calls, spent in (line.split(separator) for line in text.splitlines())}


def added(tables):
    total = {}
    for table in tables:
        for user, figures in table.items():
            total[user] = [a + b for a, b in zip(total.get(user, (0, 0)), figures)]
    return total


def agent(side, clusters, interval):
    password = password_file(side.lab.root)
    store = side.store
    section = {"kind": store.kind, "password_file": str(password), "druid_user": "druid",
               "nodes": [f"host=127.0.0.1 port={node.port} {store.words}" for node in store.nodes]}
    return Agent(side.lab, yaml.dump({
        "global": {"poll": {"database": f"{interval}s"}},
        "clusters": [{"name": f"cluster-{number}", "metadata_store": section} for number in range(clusters)]}))


def polls(watcher):
    """Answers so far."""
    return sum(float(line.rpartition(" ")[2]) for line in watcher.metrics().splitlines()
               if line.startswith("druid_ha_probe_duration_seconds_count{") and 'tier="metadata"' in line)


def settled(watcher, expected, interval):
    """Past the first seconds, in which all that is new is asked more often."""
    before, began = polls(watcher), time.monotonic()
    wait.until(lambda: time.monotonic() >= began + 2 * interval, 2 * interval + 1, "two intervals")
    return 1.5 * expected < polls(watcher) - before < 2.5 * expected


def measure(side, clusters, interval, seconds):
    side.start()
    watcher = agent(side, clusters, interval).start().await_ready()
    in_parallel([exporter.start().await_ready for exporter in side.exporters])
    in_an_interval = clusters * len(side.store.nodes)
    wait.until(lambda: settled(watcher, in_an_interval, interval), 60, "druidwatch asks in its usual interval")
    watchers = {"druidwatch": [watcher], **side.yardsticks(clusters, interval), side.exporter: side.exporters}
    before = {name: sum(map(cpu_seconds, servers)) for name, servers in watchers.items()}
    asked, told = polls(watcher), side.statements()
    scrapes = scrape_for(side.exporters, interval, seconds)
    asked, now = polls(watcher) - asked, side.statements()
    spent = {name: sum(map(cpu_seconds, servers)) - before[name] for name, servers in watchers.items()}
    result = {}
    for name, user in {**{name: name for name in watchers}, side.exporter: "exporter"}.items():
        calls, in_server = (after - first for after, first in zip(now[user], told.get(user, (0, 0))))
        count = {"druidwatch": asked, side.exporter: scrapes}.get(name, calls)
        result[name] = {"polls": count, "cpu_ms_per_poll": 1000 * spent[name] / count, "statements_per_poll": calls / count,
                        "server_ms_per_poll": in_server / count}
    return result


def scrape_for(exporters, interval, seconds):
    """Each of them at the interval, for so long; how many scrapes that were."""
    count, began = 0, time.monotonic()
    with concurrent.futures.ThreadPoolExecutor(len(exporters)) as pool:
        for number in range(round(seconds / interval)):
            wait.until(lambda: time.monotonic() >= began + number * interval, seconds + 1, "the next scrape")
            count += sum(pool.map(Exporter.scrape, exporters))
    return count


def describe(side, result):
    print(f"{side.name}: one poll of one node")
    for name, row in result.items():
        print(f"  {name:<18} {row['cpu_ms_per_poll']:6.3f} ms CPU   {row['statements_per_poll']:5.1f} statements   "
              f"{row['server_ms_per_poll']:6.2f} ms in the server   ({row['polls']:.0f} polls)")
    ours, theirs = result["druidwatch"], result[side.exporter]
    return {figure: theirs[figure] / ours[figure] for figure in ("cpu_ms_per_poll", "statements_per_poll", "server_ms_per_poll")}


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--clusters", type=int, default=10, help="that druidwatch watches, all of the same pair")
    arguments.add_argument("--interval", type=int, default=1, metavar="SECONDS")
    arguments.add_argument("--seconds", type=int, default=30, help="how long it is measured")
    arguments = arguments.parse_args()
    kept = {}
    for make in (PostgreSQLSide, MariaDBSide):
        with Lab(in_memory=True) as lab:
            side = make(lab)
            result = measure(side, arguments.clusters, arguments.interval, arguments.seconds)
        ratios = describe(side, result)
        print("  ratios:", ", ".join(f"{ratio:.1f}x {figure.removesuffix('_per_poll')}" for figure, ratio in ratios.items()))
        kept[side.name] = {"watchers": result, "ratios": ratios}
    contest.keep("databases", {**vars(arguments), **kept})
    ours, plain = (kept["PostgreSQL"]["watchers"][name] for name in ("druidwatch", "pgbench"))
    limit = LIMIT_MS * max(1, plain["cpu_ms_per_poll"] / PGBENCH_MS)
    assert ours["cpu_ms_per_poll"] <= limit, f"a poll of PostgreSQL costs {ours['cpu_ms_per_poll']:.3f} ms, allowed are {limit:.3f}"
    assert round(ours["statements_per_poll"], 1) == 1, f"a poll is {ours['statements_per_poll']:.2f} statements"


if __name__ == "__main__":
    main()
