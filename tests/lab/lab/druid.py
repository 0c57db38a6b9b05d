"""Apache Druid's processes, small enough that a whole cluster fits beside a test."""
from . import ask
from .artifacts import druid_classpath
from .postgresql import DRUID_PASSWORD
from .server import Server

LOGGING = """\
<Configuration status="WARN">
  <Appenders>
    <Console name="log" target="SYSTEM_OUT">
      <PatternLayout pattern="%d{HH:mm:ss.SSS} %-5p [%t] %c{1} %m%n"/>
    </Console>
  </Appenders>
  <Loggers>
    <Root level="info">
      <AppenderRef ref="log"/>
    </Root>
  </Loggers>
</Configuration>
"""

# Druid reaches into the JDK where Java 17 asks for permission.
JAVA_DOORS = [
    *(f"--add-exports=java.base/jdk.internal.{package}=ALL-UNNAMED" for package in ("misc", "ref")),
    *(f"--add-opens=java.base/{package}=ALL-UNNAMED"
      for package in ("java.io", "java.lang", "java.nio", "sun.nio.ch", "jdk.internal.ref")),
    "--add-opens=jdk.management/com.sun.management.internal=ALL-UNNAMED",
]


class Druid(Server):
    """What its processes have in common: `shared` is the part of their properties that one cluster agrees on. With `tls` they have a
    TLS port, too, or nothing else if not `plaintext`; `url` is the one by which they call themselves, `plain_url` the other."""

    role = service = heap = None
    ready_seconds = 120

    def __init__(self, lab, name, shared, properties=None, *, tls=None, plaintext=True):
        super().__init__(lab, name)
        plain = lab.port(name)
        self.plain_url = f"http://127.0.0.1:{plain}" if plaintext else None
        self.port = lab.port(name + "-tls") if tls else plain
        self.address = f"127.0.0.1:{self.port}"
        self.url = f"{'https' if tls else 'http'}://{self.address}"
        self.context = tls and tls.context
        ports = {"druid.plaintextPort": plain} if plaintext else {"druid.enablePlaintextPort": "false"}
        if tls:
            ports |= {"druid.tlsPort": self.port, **tls.properties}
        self.properties = {**shared, "druid.service": self.service, **ports, **self.special(), **(properties or {})}
        self.astray = {}  # properties that it has by mistake

    def special(self):
        return {}

    def prepare(self):
        (self.folder / "tmp").mkdir(exist_ok=True)
        (self.folder / "log4j2.xml").write_text(LOGGING)
        (self.folder / "common.runtime.properties").write_text("")
        (self.folder / "runtime.properties").write_text(self._text())

    def _text(self):
        return "".join(f"{key}={value}\n" for key, value in {**self.properties, **self.astray}.items() if value is not None)

    def stray(self, properties):
        """It is restarted with these instead of its own, as by an operator's mistake."""
        self.kill()
        self.astray = properties
        return self.start().await_ready()

    def come_back(self):
        """With its own properties; whoever led it astray, from whatever process. It is killed if that has to be."""
        self.astray = {}
        if (self.folder / "runtime.properties").read_text() != self._text():
            self.kill()
        return self.thaw().start()

    def command(self):
        return ["java", f"-Xmx{self.heap}", "-Xms64m", "-Xss512k", "-XX:MaxDirectMemorySize=200m", "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1", "-XX:+ExitOnOutOfMemoryError", *JAVA_DOORS, "-Duser.timezone=UTC",
                "-Dfile.encoding=UTF-8", f"-Djava.io.tmpdir={self.folder}/tmp",
                "-Djava.util.logging.manager=org.apache.logging.log4j.jul.LogManager",
                "-cp", f"{self.folder}:{druid_classpath()}", "org.apache.druid.cli.Main", "server", self.role]

    def ready(self):
        """Up, and announced to the others."""
        return ask.get(self.url + "/status/selfDiscovered/status", context=self.context).json.get("selfDiscovered") is True


class Master(Druid):
    """Coordinator and Overlord in one process."""

    role, service, heap = "coordinator", "druid/coordinator", "256m"

    def special(self):
        return {
            "druid.coordinator.asOverlord.enabled": "true", "druid.coordinator.asOverlord.overlordService": "druid/overlord",
            "druid.coordinator.startDelay": "PT1S", "druid.coordinator.period": "PT5S", "druid.indexer.queue.startDelay": "PT1S",
            "druid.indexer.runner.type": "httpRemote", "druid.indexer.storage.type": "metadata",
            **{f"druid.manager.{what}.pollDuration": "PT5S" for what in ("segments", "config", "rules")},
        }

    def leads(self, as_role="coordinator"):
        """What it says of itself; for "coordinator" or "overlord"."""
        return ask.says_ok(f"{self.url}/druid/{'indexer' if as_role == 'overlord' else as_role}/v1/isLeader", context=self.context)

    def names_as_leader(self, as_role="coordinator", timeout=5.0):
        """Whom it takes for the leader, an URL; empty for nobody. Slow while ZooKeeper is away."""
        path = f"/druid/{'indexer' if as_role == 'overlord' else as_role}/v1/leader"
        return ask.get(self.url + path, timeout, context=self.context).text.strip()


class Broker(Druid):
    role, service, heap = "broker", "druid/broker", "192m"

    def special(self):
        return {"druid.broker.http.numConnections": 5, **_processing(self.folder)}

    def ready(self):
        return (ask.says_ok(self.url + "/druid/broker/v1/readiness", context=self.context)
                and ask.post(self.url + "/druid/v2/sql", {"query": "SELECT 1"}, context=self.context).status == 200)


class Historical(Druid):
    role, service, heap = "historical", "druid/historical", "192m"

    def special(self):
        location = f'[{{"path":"{self.folder}/segments","maxSize":"1g"}}]'
        return {"druid.segmentCache.locations": location, "druid.server.maxSize": 10**9, **_processing(self.folder)}


class Router(Druid):
    role, service, heap = "router", "druid/router", "128m"

    def special(self):
        return {"druid.router.defaultBrokerServiceName": "druid/broker", "druid.router.managementProxy.enabled": "true",
                "druid.router.coordinatorServiceName": "druid/coordinator", "druid.router.http.numConnections": 10}


def _processing(folder):
    return {"druid.processing.buffer.sizeBytes": "1MiB", "druid.processing.numMergeBuffers": 2,
            "druid.processing.numThreads": 1, "druid.processing.tmpDir": folder / "tmp"}


def shared_properties(storage, zookeeper, database_address, session_timeout_ms=6000, base_path="/druid"):
    """`database_address` is the host:port that every Druid process connects to."""
    return {
        "druid.extensions.loadList": "[]", "druid.host": "127.0.0.1", "druid.emitter": "noop",
        "druid.startup.logging.logProperties": "false",
        "druid.zk.service.host": zookeeper, "druid.zk.service.sessionTimeoutMs": session_timeout_ms,
        "druid.zk.paths.base": base_path,
        "druid.metadata.storage.type": "postgresql",
        "druid.metadata.storage.connector.connectURI": f"jdbc:postgresql://{database_address}/druid",
        "druid.metadata.storage.connector.user": "druid",
        "druid.metadata.storage.connector.password": DRUID_PASSWORD,
        "druid.storage.type": "local", "druid.storage.storageDirectory": storage / "deep-storage",
        "druid.indexer.logs.type": "file", "druid.indexer.logs.directory": storage / "task-logs",
        "druid.selectors.indexing.serviceName": "druid/overlord",
        "druid.selectors.coordinator.serviceName": "druid/coordinator",
        "druid.lookup.enableLookupSyncOnStartup": "false",
        "druid.server.http.numThreads": 12,  # few, so that a watcher that wastes them is found out
    }
