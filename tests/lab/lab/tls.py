"""Certificates, made by openssl for one lab, and what a ZooKeeper and a Druid are told of them."""
import ssl
import subprocess
from pathlib import Path


class Certificate:
    """`pem` and `key`, and `both` in one file, as ZooKeeper wants its own."""

    def __init__(self, folder, name):
        self.name = name
        self.pem, self.key, self.both = (Path(folder) / f"{name}.{end}" for end in ("crt", "key", "pem"))


class Authority(Certificate):
    """Signs for 127.0.0.1."""

    def __init__(self, lab, name="authority"):
        self.folder = lab.folder(name)
        super().__init__(self.folder, "authority")
        _openssl("req", "-x509", *_NEW_KEY, "-keyout", self.key, "-out", self.pem, "-days", 2, "-subj", f"/CN={name} of the lab")

    def sign(self, name, days=2):
        made = Certificate(self.folder, name)
        request, names = self.folder / f"{name}.csr", self.folder / "names"
        names.write_text("subjectAltName=IP:127.0.0.1,DNS:localhost\n")
        _openssl("req", *_NEW_KEY, "-keyout", made.key, "-out", request, "-subj", f"/CN={name}")
        _openssl("x509", "-req", "-in", request, "-CA", self.pem, "-CAkey", self.key, "-CAcreateserial", "-days", days,
                 "-extfile", names, "-out", made.pem)
        made.both.write_text(made.key.read_text() + made.pem.read_text())
        return made


class ZooKeeperTls:
    """How a member uses TLS: at a port of its own and `only` so, or `unified` with plain text at one port; `client_auth` is need,
    want or none. The lab itself comes with the certificate `client`."""

    def __init__(self, authority, client_auth="need", unified=False):
        self.authority, self.only = authority, not unified
        self.client = authority.sign("client")
        server = authority.sign("server")
        self.settings = {
            "serverCnxnFactory": "org.apache.zookeeper.server.NettyServerCnxnFactory",
            "ssl.keyStore.location": server.both, "ssl.keyStore.type": "PEM",
            "ssl.trustStore.location": authority.pem, "ssl.trustStore.type": "PEM",
            "ssl.clientAuth": client_auth,
            **({"client.portUnification": "true"} if unified else {}),
        }

    def context(self):
        """For the lab's own questions; none where plain text gets in."""
        return _context(self.authority, self.client) if self.only else None


class DruidTls:
    """Druid's processes answer only who comes with a certificate of the same authority, the lab itself with `client`; they come to
    each other so."""

    def __init__(self, authority):
        self.authority, self.client = authority, authority.sign("client")
        self.context = _context(authority, self.client)
        own, trusted = authority.folder / "druid.p12", authority.folder / "trusted.p12"
        server = authority.sign("druid")
        _openssl("pkcs12", "-export", "-in", server.pem, "-inkey", server.key, "-name", "druid", "-passout", f"pass:{_PASSWORD}",
                 "-out", own)
        # An authority that Java trusts carries a mark that openssl 3.0 does not know how to set.
        _run("keytool", "-importcert", "-noprompt", "-alias", "authority", "-file", authority.pem, "-storetype", "PKCS12",
             "-storepass", _PASSWORD, "-keystore", trusted)
        stores = {"keyStorePath": own, "keyStoreType": "PKCS12", "keyStorePassword": _PASSWORD,
                  "keyManagerPassword": _PASSWORD, "certAlias": "druid",
                  "trustStorePath": trusted, "trustStoreType": "PKCS12", "trustStorePassword": _PASSWORD}
        self.properties = {"druid.enableTlsPort": "true", "druid.server.https.requireClientCertificate": "true",
                           **{f"druid.{side}.https.{name}": value for side in ("server", "client") for name, value in stores.items()}}

    def section(self):
        """What druidwatch is told to come with."""
        return {"ca_file": str(self.authority.pem), "cert_file": str(self.client.pem), "key_file": str(self.client.key)}


def _context(authority, client):
    context = ssl.create_default_context(cafile=authority.pem)
    context.load_cert_chain(client.pem, client.key)
    return context


_NEW_KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")


_PASSWORD = "of the lab"


def _openssl(*words):
    _run("openssl", *words)


def _run(*command):
    subprocess.run([*map(str, command)], check=True, capture_output=True)
