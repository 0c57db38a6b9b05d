"""What every server of a lab can do, whatever it serves."""
import signal

from . import wait
from .process import Process, spawn


class Server:
    """A process with a folder of its own: configuration, data, log, and the pid by which any process finds it again."""

    user = None  # to run as, where that must not be root
    farewell = signal.SIGTERM  # what makes it end in good order, and soon
    ready_seconds = 60
    nice = 0

    def __init__(self, lab, name):
        self.lab, self.name = lab, name
        self.folder = lab.folder(name)
        self.log = self.folder / "log"
        lab.servers.append(self)

    # what a kind of server brings along

    def command(self):
        raise NotImplementedError

    def environment(self):
        return {}

    def prepare(self):
        """Writes what the server reads when it starts."""

    def ready(self):
        """Does it do its work? Asked until it says so; raising OSError means no."""
        return True

    # verbs

    def start(self):
        if not self.running:
            self.prepare()
            process = spawn(self.command(), folder=self.folder, log=self.log, environment=self.environment(), user=self.user,
                            lasting=self.lab.lasting, nice=self.nice, keep_open=[self.lab.ports.lock] if self.lab.ports.lock else [])
            (self.folder / "pid").write_text(str(process))
        return self

    def kill(self):
        """As a crash or the kernel would: no goodbye to anybody."""
        if process := self.process:
            process.end()
        return self

    def terminate(self, seconds=60):
        """As an operator would. One that does not go in time is killed."""
        if process := self.process:
            process.signal(signal.SIGCONT)
            process.signal_alone(self.farewell)
            if not process.await_end(seconds):
                process.end()
        return self

    def freeze(self):
        """It keeps its connections and its port, and is silent."""
        if process := self.process:
            process.signal(signal.SIGSTOP)
        return self

    def thaw(self):
        if process := self.process:
            process.signal(signal.SIGCONT)
        return self

    def restart(self):
        return self.terminate().start()

    def await_ready(self, seconds=None):
        wait.until(self._ready_or_dead, seconds or self.ready_seconds, f"{self.name} is ready (its log: {self.log})")
        return self

    def _ready_or_dead(self):
        if not self.running:
            raise RuntimeError(f"{self.name} has ended; the end of its log {self.log}:\n{self.log_tail()}")
        return self.ready()

    # state

    @property
    def process(self):
        try:
            process = Process.parse((self.folder / "pid").read_text())
        except (OSError, ValueError):
            return None
        return process if process.alive else None

    @property
    def running(self):
        return self.process is not None

    @property
    def frozen(self):
        process = self.process
        return process is not None and process.frozen

    @property
    def resident_bytes(self):
        process = self.process
        return process.resident_bytes if process else 0

    def log_tail(self, lines=15):
        try:
            return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])
        except OSError:
            return "(none)"

    def __repr__(self):
        return f"<{type(self).__name__} {self.name}>"
