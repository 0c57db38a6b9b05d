"""A receiver of HTTP requests inside the test process: it remembers every one, and when it came."""
import http.server
import json
import threading
import time
from dataclasses import dataclass, field

from .wait import PATIENCE, NotInTime


@dataclass
class Received:
    at: float  # time.monotonic()
    method: str
    path: str
    headers: dict = field(repr=False)
    body: bytes = field(repr=False)

    @property
    def json(self):
        return json.loads(self.body)


class Webhook:
    """`status` is what it answers, a number or a function of the request; changing it while it runs is fine."""

    def __init__(self, lab, name="webhook", status=200):
        self.port = lab.port(name)
        self.url = f"http://127.0.0.1:{self.port}/"
        self.status = status
        self.received = []
        self._news = threading.Condition()
        self._server = None

    def start(self):
        webhook = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                request = Received(time.monotonic(), self.command, self.path, dict(self.headers), body)
                status = webhook.status(request) if callable(webhook.status) else webhook.status
                with webhook._news:
                    webhook.received.append(request)
                    webhook._news.notify_all()
                self.send_response(status)
                self.send_header("Content-Length", "2")
                self.end_headers()
                self.wfile.write(b"{}")

            do_GET = do_POST = do_PUT = answer

            def log_message(self, *_):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.05,), name="webhook", daemon=True).start()
        return self

    def stop(self):
        if self._server:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def await_request(self, predicate, seconds, what="a request"):
        """The first request, also of those already here, for which `predicate` is true."""
        seconds *= PATIENCE
        deadline = time.monotonic() + seconds
        seen = 0
        with self._news:
            while True:
                for request in self.received[seen:]:
                    seen += 1
                    if predicate(request):
                        return request
                left = deadline - time.monotonic()
                if left <= 0:
                    raise NotInTime(f"{what}: not among {seen} requests within {seconds:g} s")
                self._news.wait(left)

    def alerts(self):
        """Every alert of every notification of Alertmanager (its webhook format), or of a push to Alertmanager's own API."""
        with self._news:
            documents = [(request, request.json) for request in self.received if request.body]
        return [(request.at, alert) for request, document in documents
                for alert in (document["alerts"] if isinstance(document, dict) and "alerts" in document
                              else document if isinstance(document, list) else [])]

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()
