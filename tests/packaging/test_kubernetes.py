"""The Kubernetes manifests: right by the API's own schema, and their configuration by the agent."""
import importlib
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from lab.agent import default_binary
from packages import ROOT, run

VALIDATOR = "kubernetes-validate==1.37.0"  # it brings the schemas of Kubernetes' API of that version, and asks nobody
CACHE = ROOT / "build" / VALIDATOR.replace("==", "-")
MANIFESTS = sorted((ROOT / "packaging/kubernetes").glob("*.yaml"))


def setUpModule():
    """The validator and the YAML reader that it comes with, from PyPI, once per tree; skips where they can't be had."""
    global validator, yaml
    if not CACHE.exists():
        with tempfile.TemporaryDirectory(prefix="druidwatch-validator-") as folder:
            done = subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", "--target", f"{folder}/whole", VALIDATOR],
                                  capture_output=True, text=True, check=False)
            if done.returncode != 0:
                raise unittest.SkipTest(f"{VALIDATOR} can't be had: {done.stderr.strip().splitlines()[-1]}")
            CACHE.parent.mkdir(exist_ok=True)
            subprocess.run(["cp", "-r", f"{folder}/whole", f"{CACHE}.new"], check=True)
            Path(f"{CACHE}.new").rename(CACHE)
    sys.path.append(str(CACHE))
    validator, yaml = importlib.import_module("kubernetes_validate"), importlib.import_module("yaml")


def objects():
    return [whole for file in MANIFESTS for whole in yaml.safe_load_all(file.read_text(encoding="utf-8"))]


def of_kind(kind):
    return [whole for whole in objects() if whole["kind"] == kind]


class Manifests(unittest.TestCase):
    def test_every_object_is_one_by_the_api_s_schema_without_an_unknown_field(self):
        for whole in objects():
            with self.subTest(whole["kind"]):
                validator.validate(whole, validator.latest_version(), strict=True)

    def test_the_schema_is_really_asked(self):
        [pods] = of_kind("StatefulSet")
        pods["spec"]["template"]["spec"]["containers"][0]["readOnlyRootFilesystem"] = True
        with self.assertRaises(validator.ValidationError):
            validator.validate(pods, validator.latest_version(), strict=True)

    def test_what_a_pod_mounts_and_selects_is_there(self):
        [pods] = of_kind("StatefulSet")
        pod = pods["spec"]["template"]
        named = {(whole["kind"], whole["metadata"]["name"]) for whole in objects()}
        self.assertIn(("ServiceAccount", pod["spec"]["serviceAccountName"]), named)
        self.assertIn(("Service", pods["spec"]["serviceName"]), named)
        for volume in pod["spec"]["volumes"]:
            if "configMap" in volume:
                self.assertIn(("ConfigMap", volume["configMap"]["name"]), named)
            if "secret" in volume:
                self.assertIn(("Secret", volume["secret"]["secretName"]), named)
        [container] = pod["spec"]["containers"]
        self.assertEqual({mount["name"] for mount in container["volumeMounts"]}, {volume["name"] for volume in pod["spec"]["volumes"]})
        for selector in [service["spec"]["selector"] for service in of_kind("Service")] + [pods["spec"]["selector"]["matchLabels"]]:
            self.assertLessEqual(selector.items(), pod["metadata"]["labels"].items())

    def test_the_agent_takes_the_configuration_and_the_network_policy_lets_it_go_where_that_leads(self):
        [configuration], [secret], [policy] = of_kind("ConfigMap"), of_kind("Secret"), of_kind("NetworkPolicy")
        text = configuration["data"]["druidwatch.yml"]
        with tempfile.TemporaryDirectory(prefix="druidwatch-manifest-") as folder:
            for name, value in secret["stringData"].items():
                (Path(folder) / name).write_text(value, encoding="utf-8")
            file = Path(folder) / "druidwatch.yml"
            file.write_text(text.replace("/etc/druidwatch-secrets", folder), encoding="utf-8")
            self.assertIn("production: 2 database nodes", run(default_binary().resolve(), "--config.check", f"--config.file={file}"))
        [cluster] = yaml.safe_load(text)["clusters"]
        urls = [url for role in cluster["druid"].values() if isinstance(role, list) for url in role]
        urls += yaml.safe_load(text)["alerting"]["alertmanagers"]
        ports = {rule["port"] for egress in policy["spec"]["egress"] for rule in egress["ports"]}
        self.assertLessEqual({int(url.rpartition(":")[2]) for url in urls} | {5432, 53}, ports)


if __name__ == "__main__":
    unittest.main()
