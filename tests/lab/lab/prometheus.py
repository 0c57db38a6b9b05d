"""Debian's Prometheus and its blackbox exporter, for tests of what druidwatch exports."""
import shutil
from urllib.parse import urlencode

from . import ask, wait
from .server import Server


class Prometheus(Server):
    """`configuration` is the text of prometheus.yml, `rules` the text of rule files by their names."""

    def __init__(self, lab, name="prometheus", configuration="global: {scrape_interval: 1s, evaluation_interval: 1s}\n", rules=None):
        super().__init__(lab, name)
        self.port = lab.port(name)
        self.url = f"http://127.0.0.1:{self.port}"
        self.configuration, self.rules = configuration, rules or {}

    def prepare(self):
        (self.folder / "prometheus.yml").write_text(self.configuration)
        for name, text in self.rules.items():
            (self.folder / name).write_text(text)

    def command(self):
        return [shutil.which("prometheus") or "prometheus", f"--config.file={self.folder}/prometheus.yml",
                f"--storage.tsdb.path={self.folder}/data", f"--web.listen-address=127.0.0.1:{self.port}", "--web.enable-lifecycle"]

    def ready(self):
        return ask.says_ok(self.url + "/-/ready")

    def query(self, expression, at=None):
        """The instant vector, of now or of another time: a list of (labels, value)."""
        question = {"query": expression, **({} if at is None else {"time": at})}
        answer = ask.get(f"{self.url}/api/v1/query?{urlencode(question)}").json
        if answer["status"] != "success":
            raise ValueError(answer["error"])
        return [(sample["metric"], float(sample["value"][1])) for sample in answer["data"]["result"]]

    def query_range(self, expression, start, end, step):
        """The matrix: a list of (labels, [(time, value), ...]), only of series that have any."""
        question = urlencode({"query": expression, "start": start, "end": end, "step": step})
        answer = ask.get(f"{self.url}/api/v1/query_range?{question}", timeout=30).json
        if answer["status"] != "success":
            raise ValueError(answer["error"])
        return [(series["metric"], [(at, float(value)) for at, value in series["values"]]) for series in answer["data"]["result"]]

    def await_value(self, expression, seconds=30):
        return wait.until(lambda: self.query(expression), seconds, f"{expression} has a value", poll=0.1)

    def targets(self):
        return ask.get(self.url + "/api/v1/targets").json["data"]["activeTargets"]


class BlackboxExporter(Server):
    def __init__(self, lab, name="blackbox", configuration="modules: {http_2xx: {prober: http}, tcp: {prober: tcp}}\n"):
        super().__init__(lab, name)
        self.port = lab.port(name)
        self.url = f"http://127.0.0.1:{self.port}"
        self.configuration = configuration

    def prepare(self):
        (self.folder / "blackbox.yml").write_text(self.configuration)

    def command(self):
        program = shutil.which("prometheus-blackbox-exporter") or "blackbox_exporter"
        return [program, f"--config.file={self.folder}/blackbox.yml", f"--web.listen-address=127.0.0.1:{self.port}"]

    def ready(self):
        return ask.says_ok(self.url + "/-/healthy")
