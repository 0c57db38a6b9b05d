"""docs/getting-started.md: its lines, run one after the other on a copy of this machine, lead to an alert in Alertmanager."""
import re
import unittest
from pathlib import Path

from lab import wait
from packages import ROOT, Machine, build

GUIDE = ROOT / "docs/getting-started.md"
STANDIN_SYSTEMD = Path(__file__).resolve().parent / "standin_systemd.py"
# What systemctl does where no systemd runs. The stand-in of systemd ends, and the service with it, when the pipe that it reads is closed.
SYSTEMCTL = f"""#!/bin/bash
[[ $1 == restart ]] || exit 1
for service in "${{@:2}}"; do
    case $service in
        druidwatch)
            [[ ! -e /run/open.pid ]] || {{ kill "$(</run/open.pid)"; tail --pid="$(</run/standin.pid)" --follow /run/open.pid; }}
            [[ -e /run/open ]] || mkfifo /run/open
            sleep infinity >/run/open 2>/dev/null & echo $! >/run/open.pid
            python3 {STANDIN_SYSTEMD} /lib/systemd/system/druidwatch.service </run/open >/dev/null 2>&1 & echo $! >/run/standin.pid ;;
        prometheus)
            prometheus --config.file=/etc/prometheus/prometheus.yml --storage.tsdb.path=/tmp/p >/dev/null 2>&1 & ;;
        prometheus-alertmanager)
            prometheus-alertmanager --config.file=/etc/prometheus/alertmanager.yml --storage.path=/tmp/a --cluster.listen-address= \
                >/dev/null 2>&1 & ;;
    esac
done
"""


def blocks():
    """The indented blocks of the guide, each as one piece of shell."""
    text = GUIDE.read_text(encoding="utf-8")
    return [re.sub("^    ", "", block, flags=re.MULTILINE) for block in re.findall(r"(?:^(?: {4}.*)?\n)*^ {4}.*\n", text, re.MULTILINE)]


class GettingStarted(unittest.TestCase):
    def setUp(self):
        self.machine = Machine.of(self)
        self.machine.run("dpkg", "--install", build())
        self.machine.shell("mkdir -p /etc/grafana/provisioning/dashboards")
        self.write("/usr/local/bin/systemctl", SYSTEMCTL)
        self.machine.shell("chmod 755 /usr/local/bin/systemctl")
        self.machine.shell("echo '127.0.0.1 zk1 zk2 zk3 pg1 pg2 pg-vip brokers.example' >>/etc/hosts")

    def write(self, path, text):
        self.machine.run("python3", "-c", f"open({path!r}, 'w').write({text!r})")

    def bash(self, lines):
        return self.machine.run("bash", "-c", f"set -e\n{lines}")

    def test_its_lines_lead_to_an_alert(self):
        first, *others, seeing = blocks()
        self.assertIn("scripts/package", first)  # what setUp does
        for block in others:
            with self.subTest(block.splitlines()[0]):
                if "druidwatch check" in block:  # nothing of that cluster runs here: it says so, by 2 or 3
                    self.bash(f"{{ {block.strip()}; }} && exit 1 || [[ $? == [23] ]]")
                else:
                    self.bash(block)
        found = wait.until(lambda: re.search("DruidHaUnreachable|DruidHa\\w+Down|DruidHaQuorumLost", self.seen(seeing)), 90,
                           "Alertmanager has an alert about the cluster")
        self.assertTrue(found)

    def seen(self, lines):
        try:
            return self.bash(lines)
        except AssertionError:
            return ""  # not yet


if __name__ == "__main__":
    unittest.main()
