"""What stands in alerts/, as an operator would fill it in for a test's own servers."""
import re
import subprocess

from stage import Alertmanager
from lab.agent import REPOSITORY
from lab.prometheus import Prometheus

ALERTS = REPOSITORY / "alerts"


def alertmanager(lab, webhook):
    """Each receiver is a path of the webhook: /critical, /warning, ..."""
    text = (ALERTS / "alertmanager.yml").read_text()
    filled_in, count = re.subn(r"(- name: (\w+)\n    webhook_configs:\n      - url: )\S+", rf"\g<1>{webhook.url}\g<2>", text)
    assert count == 4, count
    return Alertmanager(lab, configuration=filled_in)


def prometheus(lab, agent, manager):
    """It scrapes and evaluates each second, by the rules that the agent's program prints for the agent's configuration."""
    text = (ALERTS / "prometheus.yml").read_text()
    for shipped, here in (("15s", "1s"), ("watch1:19105, watch2:19105", f'"127.0.0.1:{agent.port}"'),
                          ("http://watch1:19105", agent.url), ("am1:9093, am2:9093", f'"127.0.0.1:{manager.port}"')):
        assert shipped in text, shipped
        text = text.replace(shipped, here)
    agent.prepare()
    rules = subprocess.run([agent.binary, "rules", f"--config.file={agent.config_file}"], check=True, capture_output=True, text=True)
    return Prometheus(lab, configuration=text, rules={"druidwatch.rules.yml": rules.stdout})


def notified(webhook, receiver):
    """Every notification to it: {(tier, alert without DruidHa): status} of each."""
    return [{(alert["labels"]["tier"], alert["labels"]["alertname"].removeprefix("DruidHa")): alert["status"]
             for alert in request.json["alerts"]} for request in list(webhook.received) if request.path == f"/{receiver}"]
