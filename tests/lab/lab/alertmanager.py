"""Debian's Alertmanager, one that talks to no peers."""
import shutil

from . import ask, wait
from .server import Server

QUIET = "route:\n  receiver: nobody\nreceivers:\n  - name: nobody\n"


class Alertmanager(Server):
    def __init__(self, lab, name="alertmanager", configuration=QUIET):
        super().__init__(lab, name)
        self.port = lab.port(name)
        self.url = f"http://127.0.0.1:{self.port}"
        self.configuration = configuration

    def prepare(self):
        (self.folder / "alertmanager.yml").write_text(self.configuration)

    def command(self):
        program = shutil.which("prometheus-alertmanager") or "alertmanager"
        return [program, f"--config.file={self.folder}/alertmanager.yml", f"--storage.path={self.folder}/data",
                f"--web.listen-address=127.0.0.1:{self.port}", "--cluster.listen-address="]

    def ready(self):
        return ask.says_ok(self.url + "/-/ready")

    def reload(self, configuration):
        self.configuration = configuration
        self.prepare()
        answer = ask.post(self.url + "/-/reload", {})
        if answer.status != 200:
            raise ValueError(answer.text)
        return self

    def alerts(self, **labels):
        """The alerts it holds whose labels include `labels`; suppressed ones too."""
        return [alert for alert in ask.get(self.url + "/api/v2/alerts").json
                if all(alert["labels"].get(label) == value for label, value in labels.items())]

    def await_alert(self, seconds, **labels):
        return wait.until(lambda: self.alerts(**labels), seconds, f"an alert {labels} reaches {self.name}")[0]

    def await_no_alert(self, seconds, **labels):
        wait.until(lambda: not self.alerts(**labels), seconds, f"no alert {labels} is left at {self.name}")
