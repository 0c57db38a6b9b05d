"""/probe and service discovery as Prometheus uses them: a real one, with the usual relabelling, of a real ZooKeeper."""
import unittest
from urllib.error import HTTPError
from urllib.request import urlopen

from stage import Agent, Lab, ask, wait, yaml
from lab.prometheus import Prometheus
from lab.zookeeper import ZooKeeper

SECONDS = 20


def configuration(agent, targets):
    return f"""\
global: {{scrape_interval: 3s, scrape_timeout: 3s}}
scrape_configs:
  - job_name: probe
    metrics_path: /probe
    params: {{module: [zookeeper]}}
    static_configs: [{{targets: {targets}}}]
    relabel_configs:
      - {{source_labels: [__address__], target_label: __param_target}}
      - {{source_labels: [__param_target], target_label: instance}}
      - {{target_label: __address__, replacement: "127.0.0.1:{agent.port}"}}
  - job_name: druid
    http_sd_configs: [{{url: "{agent.url}/sd/v1/targets", refresh_interval: 1s}}]
    relabel_configs:
      - {{source_labels: [__meta_druidwatch_tier], target_label: tier}}
"""


class ProbeEndpoint(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.lab = Lab()
        cls.addClassCleanup(cls.lab.remove)
        cls.member = ZooKeeper(cls.lab, "zk").start()
        cls.nobody = f"127.0.0.1:{cls.lab.port('nobody')}"
        # A cluster that is not there: /probe has nothing to do with what is watched.
        cls.agent = Agent(cls.lab, yaml.dump({"clusters": [{"name": "production", "druid": {
            "discovery": "static", "coordinators": [f"http://{cls.nobody}"], "brokers": ["http://127.0.0.1:2"]}}]})).start()
        cls.member.await_ready()
        cls.agent.await_ready()
        targets = [cls.member.address, cls.nobody]
        cls.prometheus = Prometheus(cls.lab, configuration=configuration(cls.agent, targets)).start().await_ready()

    def value(self, expression):
        return {labels.get("instance"): value for labels, value in self.prometheus.query(expression)}

    def test_prometheus_probes_a_target_that_is_well_and_one_that_is_not(self):
        expected = {self.member.address: 1.0, self.nobody: 0.0}
        wait.until(lambda: self.value('probe_success{job="probe"}') == expected, SECONDS, "both are probed", poll=0.2)
        self.assertEqual(self.value('up{job="probe"}'), {instance: 1.0 for instance in expected})
        self.assertEqual(self.value('druid_ha_node_up{tier="zookeeper"}'), expected)
        # Half a second less than the scrape's timeout is little on a machine that does much else.
        wait.until(lambda: self.value('druid_ha_zookeeper_mode{mode="standalone"}') == {self.member.address: 1.0}, SECONDS,
                   "the member's own word is there", poll=0.2)

    def test_a_person_is_told_what_was_asked_and_answered(self):
        text = ask.get(f"{self.agent.url}/probe?target={self.member.address}&module=zookeeper&debug=true").text
        self.assertIn("new session: answered after", text)
        self.assertIn("mntr: answered after", text)
        with self.assertRaises(HTTPError) as refused:
            urlopen(f"{self.agent.url}/probe?module=nonsense&target=x:1")
        self.assertEqual(refused.exception.code, 400)

    def test_prometheus_finds_the_processes_of_druid(self):
        def found():
            return {(target["labels"]["instance"], target["labels"]["tier"], target["labels"]["druid_cluster"])
                    for target in self.prometheus.targets() if target["labels"]["job"] == "druid"}
        wait.until(found, SECONDS, "targets are found", poll=0.2)
        self.assertEqual(found(), {(self.nobody, "master", "production"), ("127.0.0.1:2", "broker", "production")})


if __name__ == "__main__":
    unittest.main()
