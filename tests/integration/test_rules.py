"""The agent's push and Prometheus's rules on one fault: one alert in Alertmanager, which ends when both say so."""
import unittest

import shipped
from stage import Agent, Lab, wait, yaml
from lab.webhook import Webhook
from lab.zookeeper import Ensemble

HOLD = 2
GROUP_WAIT = 15  # of critical alerts, in what is shipped


class OneFaultToldTwice(unittest.TestCase):
    def setUp(self):
        lab = Lab()
        self.addCleanup(lab.remove)
        self.webhook = Webhook(lab).start()
        self.addCleanup(self.webhook.stop)
        self.ensemble = Ensemble(lab).start()
        self.manager = shipped.alertmanager(lab, self.webhook).start()
        self.agent = Agent(lab, yaml.dump({
            "clusters": [{"name": "lab", "zookeeper": {"ensemble": [member.address for member in self.ensemble.members]}}],
            "alerting": {"alertmanagers": [self.manager.url], "overrides": [{"alert": "DruidHaQuorumLost", "hold": f"{HOLD}s"}]},
        }))
        self.prometheus = shipped.prometheus(lab, self.agent, self.manager).start()
        self.ensemble.await_ready()
        for server in (self.manager, self.agent.start(), self.prometheus):
            server.await_ready()
        self.prometheus.await_value('druid_ha_invariant{invariant="QuorumLost",state="holds"} == 1')

    def held(self):
        """What Alertmanager holds of it; also whose word the newest is."""
        alerts = self.manager.alerts(alertname="DruidHaQuorumLost")
        self.tellers.update("agent" if alert["generatorURL"].startswith(self.agent_url) else "prometheus" for alert in alerts)
        self.most = max(self.most, len(alerts))
        return alerts

    def test_one_alert_with_two_tellers_and_one_notification(self):
        self.tellers, self.most = set(), 0
        (info,) = self.prometheus.await_value("druidwatch_agent_info")
        self.agent_url = info[0]["external_url"]
        (watchdog,) = wait.until(lambda: self.manager.alerts(alertname="DruidHaWatchdog"), 10, "the watchdog")

        for member in self.ensemble.members[:2]:
            member.kill()
        wait.until(lambda: self.held() and self.tellers == {"agent", "prometheus"}, 25, "both have told of it", poll=0.05)
        (alert,) = self.held()
        self.assertEqual(alert["labels"], {"alertname": "DruidHaQuorumLost", "severity": "critical", "tier": "zookeeper",
                                           "druid_cluster": "lab"})
        self.assertEqual(alert["annotations"]["runbook_url"], f"{self.agent_url}/runbooks/zookeeper/QuorumLost")
        self.webhook.await_request(lambda request: request.path == "/critical", GROUP_WAIT + 10, "the page")

        for member in self.ensemble.members[:2]:
            member.start()
        wait.until(lambda: not self.held(), 30, "both say that it is over", poll=0.05)
        wait.until(lambda: not self.prometheus.query('ALERTS{alertstate="firing",severity!="none"}'), 30, "nothing fires in Prometheus")
        self.assertEqual(self.most, 1)
        self.assertEqual(shipped.notified(self.webhook, "critical"), [{("zookeeper", "QuorumLost"): "firing"}])
        (still,) = self.manager.alerts(alertname="DruidHaWatchdog")
        self.assertEqual(still["fingerprint"], watchdog["fingerprint"])


if __name__ == "__main__":
    unittest.main()
