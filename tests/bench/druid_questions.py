"""What an answer to each of druidwatch's questions costs real Druid: milliseconds of CPU, by plain text and by mutual TLS."""
from lab.cluster import DruidCluster
from lab.questions import COMPILERS, PROPERTIES, QUESTIONS, ask
from lab.usage import lifetime_cpu_seconds

WARM_UP = 300  # until then a JVM interprets what answers it
ASKED = 200


def milliseconds(druid, question, anew):
    ask(druid, question, WARM_UP, anew)
    before = lifetime_cpu_seconds(druid, but_for=COMPILERS)
    ask(druid, question, ASKED, anew)
    return (lifetime_cpu_seconds(druid, but_for=COMPILERS) - before) / ASKED * 1000


def measure(tls):
    cluster = DruidCluster(zookeepers=1, standbys=0, brokers=1, tls=tls)
    try:
        cluster.start().await_ready()
        for druid in (cluster.leader(), *cluster.brokers, *cluster.routers):
            for question in (*QUESTIONS[druid.role], PROPERTIES):
                for anew in (False, True) if "readiness" in question[1] else (False,):
                    print(f"{'tls' if tls else 'plain':6}{druid.role:12}{milliseconds(druid, question, anew):7.2f} ms  "
                          f"{question[1]} {question[2] or ''}{' on a new connection' if anew else ''}", flush=True)
    finally:
        cluster.down()


if __name__ == "__main__":
    for by_tls in (False, True):
        measure(by_tls)
