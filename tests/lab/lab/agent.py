"""druidwatch itself, as one more server of the lab."""
import os
from pathlib import Path

from . import ask, wait
from .postgresql import DRUIDWATCH_PASSWORD
from .server import Server

REPOSITORY = Path(__file__).resolve().parents[3]


def default_binary():
    return Path(os.environ.get("DRUIDWATCH_BINARY") or REPOSITORY / "build" / "release" / "druidwatch")


def password_file(folder, password=DRUIDWATCH_PASSWORD, name="druidwatch.password"):
    """What druidwatch logs in with, a database's unless told, as its configuration names it."""
    path = folder / name
    path.write_text(password + "\n")
    path.chmod(0o600)
    return path


class Agent(Server):
    ready_seconds = 10
    nice = -15  # what it watches has machines of its own elsewhere, and here takes both cores of the agent's

    def __init__(self, lab, configuration, flags=(), name="druidwatch", binary=None, port=None, vantage=None):
        super().__init__(lab, name)
        self.configuration, self.flags, self.vantage = configuration, list(flags), vantage
        self.binary = Path(binary or default_binary()).resolve()  # servers start in folders of their own
        self.port = port or lab.port(name)
        self.url = f"http://127.0.0.1:{self.port}"
        self.config_file = self.folder / "druidwatch.yml"

    def prepare(self):
        if not self.binary.exists():
            raise FileNotFoundError(f"there is no {self.binary}: build druidwatch, or name one in DRUIDWATCH_BINARY")
        if self.configuration is not None:  # None: the one that is there
            self.config_file.write_text(self.configuration)

    def command(self):
        command = [str(self.binary), "run", f"--config.file={self.config_file}", f"--web.listen-address=127.0.0.1:{self.port}",
                   *self.flags]
        return self.vantage.inside(command) if self.vantage else command

    def ready(self):
        return ask.says_ok(self.url + "/-/ready")

    def reload(self, configuration):
        """Has it read its file again, with this in it; what it answers."""
        self.configuration = configuration
        self.config_file.write_text(configuration)
        return ask.post_nothing(self.url + "/-/reload")

    def alerts(self, **fields):
        """The alerts it knows of, pending, firing and lately resolved, whose fields include `fields`."""
        return [alert for alert in ask.get(self.url + "/api/v1/alerts").json["alerts"]
                if all(alert.get(field) == value for field, value in fields.items())]

    def await_alert(self, alert, seconds, state="firing", **fields):
        return wait.until(lambda: self.alerts(alert=alert, state=state, **fields), seconds, f"{alert} {fields} is {state}")[0]

    def await_quiet(self, seconds, state="firing", **fields):
        wait.until(lambda: not self.alerts(state=state, **fields), seconds, f"no alert {fields} is {state}")

    def clusters(self):
        """What it knows of every cluster."""
        return ask.get(self.url + "/api/v1/clusters").json["clusters"]

    def metrics(self):
        return ask.get(self.url + "/metrics").text
