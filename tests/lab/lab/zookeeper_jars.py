"""ZooKeepers of other versions than Debian's, fetched once by Maven (3 to 11 MB each)."""
from . import maven

NEWEST = "3.9.4"
WITHOUT_MEMBERSHIP = "3.4.14"  # the last whose `conf` names no servers
FIRST_CLOSED = "3.5.10"  # the first branch that answers no word but srvr by itself, and that can be reconfigured


def classpath(version):
    folder = maven.cache(f"zookeeper-{version}")
    with maven.locked(folder):
        return ":".join(map(str, maven.fetch(folder, f"ZooKeeper {version}", "zookeeper/pom.xml", zookeeper_version=version)))
