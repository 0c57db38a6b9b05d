"""What is served is served by the web configuration file as it is now: over TLS, to certificates and users, with its headers."""
import base64
import os
import socket
import ssl
import subprocess
import unittest

from stage import Agent, Lab, wait, yaml
from lab import ask
from lab.alertmanager import Alertmanager
from lab.tls import Authority

HASH = "$2y$04$abcdefghijklmnopqrstuuLK4yYxcGJwQr33yKnQTmKjI1WQSUD2K"  # of PASSWORD, at the lowest cost
PASSWORD = "right horse"


class Secured(Agent):
    """Ready once it takes connections: what it answers is up to the test."""

    def ready(self):
        socket.create_connection(("127.0.0.1", self.port), 1).close()
        return True


class SecuredAlertmanager(Alertmanager):
    """By the same web configuration file: the format is that of Prometheus's own servers."""

    def __init__(self, lab, file):
        super().__init__(lab)
        self.file, self.url = file, self.url.replace("http:", "https:")

    def command(self):
        return [*super().command(), f"--web.config.file={self.file}"]

    def ready(self):
        socket.create_connection(("127.0.0.1", self.port), 1).close()
        return True


def login(password, user="alice"):
    return {"Authorization": "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()}


class WebConfig(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.lab = Lab()
        cls.addClassCleanup(cls.lab.remove)
        cls.authority = Authority(cls.lab)
        cls.server, cls.client = cls.authority.sign("server"), cls.authority.sign("client")
        cls.stranger = Authority(cls.lab, "strangers").sign("stranger")
        cls.file = cls.lab.root / "web.yml"
        cls.folder = cls.lab.folder("served")
        cls.certify(cls.server)
        cls.configure()
        masters = [f"http://127.0.0.1:{cls.lab.port('nobody')}"]
        cls.agent = Secured(cls.lab, yaml.dump({"clusters": [{"name": "production", "druid": {"coordinators": masters}}]}),
                            flags=[f"--web.config.file={cls.file}"])
        cls.agent.start().await_ready()
        cls.url = f"https://127.0.0.1:{cls.agent.port}"

    @classmethod
    def replace(cls, path, text):
        """At once, as whoever renews a file of a running server should."""
        path.with_suffix(".next").write_text(text)
        os.replace(path.with_suffix(".next"), path)

    @classmethod
    def certify(cls, certificate):
        cls.replace(cls.folder / "key.pem", certificate.key.read_text())
        cls.replace(cls.folder / "cert.pem", certificate.pem.read_text())

    @classmethod
    def configure(cls, tls=None, **more):
        """Paths are relative to the file."""
        cls.replace(cls.file, yaml.dump({"tls_server_config": {"cert_file": f"{cls.folder.name}/cert.pem",
                                                               "key_file": f"{cls.folder.name}/key.pem", **(tls or {})}, **more}))

    def context(self, certificate=None):
        context = ssl.create_default_context(cafile=self.authority.pem)
        if certificate:
            context.load_cert_chain(certificate.pem, certificate.key)
        return context

    def get(self, path="/metrics", certificate=None, **headers):
        return ask.get(self.url + path, headers=headers, context=self.context(certificate))

    def shown(self):
        """The serial number of the certificate that a new connection meets."""
        with socket.create_connection(("127.0.0.1", self.agent.port), 2) as plain:
            with self.context().wrap_socket(plain, server_hostname="127.0.0.1") as secured:
                return secured.getpeercert()["serialNumber"]

    def test_over_tls_all_is_served_and_plain_text_is_told_to_go_there(self):
        self.configure()
        self.assertEqual(self.get("/-/healthy").status, 200)
        self.assertIn("druidwatch_build_info", self.get().text)
        self.assertIn("DruidHaNoLeader", self.get("/runbooks/coordinator/NoLeader").text)
        plain = ask.get(self.url.replace("https", "http") + "/metrics")
        self.assertEqual(plain.status, 400)
        self.assertIn("https://", plain.text)

    def test_only_certificates_of_the_authority_come_in_where_they_must(self):
        self.configure({"client_auth_type": "RequireAndVerifyClientCert", "client_ca_file": str(self.authority.pem)})
        self.assertEqual(self.get(certificate=self.client).status, 200)
        for certificate in (None, self.stranger):
            with self.assertRaises(OSError):
                self.get(certificate=certificate)

    def test_only_users_come_in_and_every_answer_has_the_headers(self):
        self.configure(basic_auth_users={"alice": HASH}, http_server_config={"headers": {"X-Frame-Options": "deny"}})
        answers = [(200, login(PASSWORD)), (401, login("wrong")), (401, login(PASSWORD, "bob")), (401, {}), (200, login(PASSWORD))]
        for status, headers in answers:
            for path in ("/metrics", "/-/healthy"):
                answer = self.get(path, **headers)
                self.assertEqual(answer.status, status, (path, headers))
                self.assertEqual(answer.headers["X-Frame-Options"], "deny")
                self.assertEqual(answer.headers.get("WWW-Authenticate"), "Basic" if status == 401 else None)

    def test_commands_come_in_by_the_authorities_and_login_of_their_file(self):
        self.configure(basic_auth_users={"alice": HASH})
        (self.lab.root / "alice.password").write_text(PASSWORD + "\n")
        client = self.lab.root / "client.yml"
        client.write_text(yaml.dump({"basic_auth": {"username": "alice", "password_file": "alice.password"},
                                     "tls_config": {"ca_file": str(self.authority.pem)}}))
        status = [self.agent.binary, "status", f"--url={self.url}", "--format=json"]
        known = subprocess.run([*status, f"--http.config.file={client}"], capture_output=True, text=True, timeout=20)
        self.assertIn('"name":"production"', known.stdout, known.stderr)
        client.write_text(yaml.dump({"tls_config": {"ca_file": str(self.authority.pem)}}))
        for arguments, reason in ((status, "certificate"), ([*status, f"--http.config.file={client}"], "it wants a login")):
            refused = subprocess.run(arguments, capture_output=True, text=True, timeout=20)
            self.assertEqual((refused.returncode, refused.stdout), (3, ""))
            self.assertIn(reason, refused.stderr)
            self.assertNotIn(PASSWORD, refused.stderr)

    def test_peers_and_alertmanagers_that_want_a_login_get_the_one_of_the_configuration(self):
        self.configure(basic_auth_users={"alice": HASH})
        (self.lab.root / "alice.password").write_text(PASSWORD + "\n")
        alertmanager = SecuredAlertmanager(self.lab, self.file).start().await_ready()
        self.addCleanup(alertmanager.terminate)
        client = {"basic_auth": {"username": "alice", "password_file": str(self.lab.root / "alice.password")},
                  "tls": {"ca_file": str(self.authority.pem)}}
        masters = [f"http://127.0.0.1:{self.lab.port('nobody')}"]
        other = Agent(self.lab, yaml.dump({
            "clusters": [{"name": "production", "druid": {"coordinators": masters}}],
            "alerting": {"alertmanagers": [alertmanager.url], "alertmanagers_client": client,
                         "peers": [self.url], "peers_client": client}}), name="other").start().await_ready()
        self.addCleanup(other.terminate)
        told = (f'druidwatch_peer_up{{peer="127.0.0.1:{self.agent.port}"}} 1',
                f'druidwatch_alertmanager_up{{alertmanager="{alertmanager.url}"}} 1')
        for line in told:
            wait.until(lambda: line in other.metrics(), 20, line)

    def test_a_renewed_certificate_is_shown_from_the_next_connection_on(self):
        self.configure()
        before = self.shown()
        self.certify(self.authority.sign("renewed"))
        renewed = self.shown()
        self.assertNotEqual(renewed, before)
        (self.folder / "cert.pem").write_text("of no use")
        self.assertEqual(self.shown(), renewed)
        wait.until(lambda: "web configuration stays as it was" in self.agent.log.read_text(), 5, "it is told")
        self.certify(self.server)
        self.assertEqual(self.shown(), before)

    def test_a_bad_file_is_told_with_its_places_before_anything_is_served(self):
        bad = self.lab.root / "bad.yml"
        bad.write_text("basic_auth_users:\n  alice: hunter2\ntls_server_config: {cert_file: a}\n")
        for arguments in (("--config.check",), ("run", f"--web.listen-address=127.0.0.1:{self.lab.port('second')}")):
            ended = subprocess.run([self.agent.binary, *arguments, f"--config.file={self.agent.config_file}",
                                    f"--web.config.file={bad}"], capture_output=True, text=True, timeout=20)
            said = ended.stdout + ended.stderr
            self.assertEqual(ended.returncode, 1, said)
            self.assertIn(f"{bad}:2:3: the value of `alice` is no hash of bcrypt", said)
            self.assertIn(f"{bad}:3:20: `key_file` is missing", said)
            self.assertNotIn("hunter2", said)


if __name__ == "__main__":
    unittest.main()
