"""Short questions to servers: one connection each, a deadline, and no redirect followed."""
import contextlib
import http.client
import json
import socket
from urllib.parse import urlsplit


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    @property
    def text(self):
        return self.body.decode("utf-8", "replace")

    @property
    def json(self):
        try:
            return json.loads(self.body)
        except ValueError as error:  # as the empty body or HTML of a server that is starting
            raise ConnectionError(f"HTTP {self.status} without JSON: {self.body[:80]!r}") from error


def _connection(url, timeout, context):
    parts = urlsplit(url)
    if parts.scheme == "https":
        return http.client.HTTPSConnection(parts.hostname, parts.port, timeout=timeout, context=context)
    return http.client.HTTPConnection(parts.hostname, parts.port, timeout=timeout)


def _request(method, url, body, headers, timeout, context):
    parts = urlsplit(url)
    connection = _connection(url, timeout, context)
    try:
        target = (parts.path or "/") + ("?" + parts.query if parts.query else "")
        connection.request(method, target, body, headers)
        answer = connection.getresponse()
        return Answer(answer.status, dict(answer.getheaders()), answer.read())
    except http.client.HTTPException as error:
        raise ConnectionError(f"{url}: {error!r}") from error
    finally:
        connection.close()


def get(url, timeout=2.0, headers=None, context=None):
    """By https with a `context` of the ssl module, if the certificate is not one that this machine trusts anyway."""
    return _request("GET", url, None, headers or {}, timeout, context)


def post(url, document, timeout=5.0, context=None):
    return _request("POST", url, json.dumps(document), {"Content-Type": "application/json"}, timeout, context)


def post_nothing(url, timeout=30.0):
    """A wish that needs no words, as that a server reads its configuration again."""
    return _request("POST", url, None, {}, timeout, None)


def says_ok(url, timeout=2.0, context=None):
    """True when `url` answers 200; silence, refusal and every other status are a plain no."""
    try:
        return get(url, timeout, context=context).status == 200
    except OSError:
        return False


def talk(port, text, timeout=2.0, address="127.0.0.1", context=None):
    """Sends `text` and reads until the other side closes: ZooKeeper's four-letter words, HAProxy's runtime API. With a `context`
    of the ssl module, inside TLS."""
    with contextlib.ExitStack() as open_ones:
        connection = open_ones.enter_context(socket.create_connection((address, port), timeout))
        if context:
            connection = open_ones.enter_context(context.wrap_socket(connection, server_hostname=address))
        connection.sendall(text.encode())
        parts = []
        while part := connection.recv(65536):
            parts.append(part)
    return b"".join(parts).decode("utf-8", "replace")
