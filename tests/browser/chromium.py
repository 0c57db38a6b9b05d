"""A headless Chromium spoken to over its DevTools pipe, and a page_server to look at.

No screenshot after a virtual time: the page's event stream never ends, and virtual time waits for
it. So the browser is asked what it shows, until it shows what a test waits for.
"""
import base64
import json
import os
import shutil
import subprocess
import tempfile
import time
import unittest
from contextlib import contextmanager
from pathlib import Path

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
DEADLINE = 20  # seconds for anything; on a busy machine a browser is slow to start


def page_server_binary():
    """Where CMake built it; outside ctest the newest of the build folders."""
    if "PAGE_SERVER" in os.environ:
        return os.environ["PAGE_SERVER"]
    root = Path(__file__).resolve().parents[2]
    built = sorted(root.glob("build/*/tests/page_server"), key=lambda path: path.stat().st_mtime)
    if not built:
        raise unittest.SkipTest("page_server is not built")
    return str(built[-1])


class PageServer:
    """Tells a story on a free port, from `seconds` after the story's start on."""

    def __init__(self, story, seconds=None):
        arguments = [page_server_binary(), story] + ([] if seconds is None else [str(seconds)])
        self.process = subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        text=True)
        self.url = f"http://127.0.0.1:{self.process.stdout.readline().strip()}/"

    def stop(self):
        if self.process.stdin.closed:
            return
        self.process.stdin.close()
        self.process.wait(DEADLINE)
        self.process.stdout.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


class Browser:
    """One tab. `run` evaluates JavaScript in it, `wait` until that is true."""

    def __init__(self):
        if not CHROMIUM:
            raise unittest.SkipTest("there is no chromium")
        self.profile = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        (to_read, self.to), (self.back, back_write) = os.pipe(), os.pipe()
        command = [CHROMIUM, "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run",
                   "--disable-dev-shm-usage", "--hide-scrollbars", "--remote-debugging-pipe",
                   f"--user-data-dir={self.profile.name}", "about:blank"]
        # Chromium reads commands from descriptor 3 and answers on 4.
        shell = ["/bin/sh", "-c", f'exec "$@" 3<&{to_read} 4>&{back_write}', "chromium", *command]
        self.process = subprocess.Popen(shell, pass_fds=(to_read, back_write),
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(to_read)
        os.close(back_write)
        self.unread, self.calls, self.session = b"", 0, None
        self.requested, self.complaints = [], []
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target,
                                 flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.call(f"{domain}.enable")

    def close(self):
        self.session = None
        try:
            self.call("Browser.close")
        except EOFError:
            pass
        self.process.wait(DEADLINE)
        os.close(self.to)
        os.close(self.back)
        self.profile.cleanup()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def call(self, method, **params):
        self.calls += 1
        message = {"id": self.calls, "method": method, "params": params}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.to, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._read()
            if answer.get("id") == self.calls:
                if "error" in answer:
                    raise AssertionError(f"{method}: {answer['error']['message']}")
                return answer["result"]
            self._hear(answer)

    def _read(self):
        while b"\0" not in self.unread:
            more = os.read(self.back, 1 << 20)
            if not more:
                raise EOFError("the browser ended")
            self.unread += more
        message, _, self.unread = self.unread.partition(b"\0")
        return json.loads(message)

    def _hear(self, event):
        params = event.get("params", {})
        if event.get("method") == "Network.requestWillBeSent":
            self.requested.append(params["request"]["url"])
        elif event.get("method") == "Runtime.exceptionThrown":
            details = params["exceptionDetails"]
            self.complaints.append(details.get("exception", {}).get("description", details["text"]))
        elif event.get("method") == "Log.entryAdded" and params["entry"]["source"] != "network":
            self.complaints.append(params["entry"]["text"])

    def open(self, url, width=1280, height=900, dark=False, reduced_motion=False):
        """Goes to `url` and waits until the page has drawn a document of the agent's."""
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height,
                  deviceScaleFactor=1, mobile=width < 500)
        self.call("Emulation.setTimezoneOverride", timezoneId="Europe/Berlin")
        self.call("Emulation.setEmulatedMedia", features=[
            {"name": "prefers-color-scheme", "value": "dark" if dark else "light"},
            {"name": "prefers-reduced-motion",
             "value": "reduce" if reduced_motion else "no-preference"}])
        self.call("Page.navigate", url=url)
        self.wait("document.readyState === 'complete' && "
                  "!document.body.classList.contains('waiting')")

    def run(self, expression):
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True,
                           awaitPromise=True)
        if "exceptionDetails" in answer:
            raise AssertionError(answer["exceptionDetails"]["exception"]["description"])
        return answer["result"].get("value")

    def wait(self, condition):
        end = time.monotonic() + DEADLINE
        while not self.run(condition):
            if time.monotonic() > end:
                raise AssertionError(f"never came true: {condition}\n{self.text()}")
            time.sleep(0.02)

    def text(self, selector="body"):
        """What a person reads there."""
        return self.run(f"document.querySelector({json.dumps(selector)})?.innerText ?? ''")

    def press(self, key, code=0, text=""):
        for kind in ("keyDown", "keyUp"):
            self.call("Input.dispatchKeyEvent", type=kind, key=key, code=key,
                      windowsVirtualKeyCode=code, text=text if kind == "keyDown" else "")

    def click(self, element):
        """Clicks near the upper left of what the expression `element` names, once that stands still."""
        self.wait("""(async () => {
            const box = () => JSON.stringify((%(element)s)?.getBoundingClientRect());
            const frame = () => new Promise(requestAnimationFrame);
            const before = box();
            await frame();
            await frame();
            return before !== undefined && before === box(); })()""" % {"element": element})
        x, y = self.run(f"(() => {{ const box = ({element}).getBoundingClientRect();"
                        " return [box.x + 1, box.y + 5]; })()")
        for kind in ("mousePressed", "mouseReleased"):
            self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def screenshot(self, path):
        shot = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=True)
        Path(path).write_bytes(base64.b64decode(shot["data"]))


@contextmanager
def page_of(story, seconds=None, **window):
    """A browser on the page of a story, and its server: ended together."""
    with PageServer(story, seconds) as server, Browser() as browser:
        browser.open(server.url, **window)
        yield browser, server
