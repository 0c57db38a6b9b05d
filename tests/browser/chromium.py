"""The page in Chromium, by Playwright, and a page_server to look at.

No screenshot after a virtual time: the page's event stream never ends, and virtual time waits for
it. So the browser is asked what it shows, until it shows what a test waits for.
"""
import atexit
import json
import os
import shutil
import subprocess
import unittest
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from fetched import playwright

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
        self.context = _chromium().new_context(timezone_id="Europe/Berlin")
        self.context.set_default_timeout(DEADLINE * 1000)
        self.page = self.context.new_page()
        self.requested, self.complaints = [], []
        self.page.on("request", lambda request: self.requested.append(request.url))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", self._hear)

    def _hear(self, message):
        # That a server is gone is the page's to say, and no mistake of its own.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.complaints.append(message.text)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.context.close()

    def open(self, url, width=1280, height=900, dark=False, reduced_motion=False):
        """Goes to `url` and waits until the page has drawn a document of the agent's."""
        self.resize(width, height)
        self.page.emulate_media(color_scheme="dark" if dark else "light",
                                reduced_motion="reduce" if reduced_motion else "no-preference")
        self.page.goto(url)
        self.wait("!document.body.classList.contains('waiting')")

    def resize(self, width, height):
        self.page.set_viewport_size({"width": width, "height": height})

    def run(self, expression):
        return self.page.evaluate(expression)

    def wait(self, condition):
        # Playwright's wait_for_function evaluates text in the page, which the page's policy forbids.
        came = self.run("""new Promise((tell, complain) => {
            const end = performance.now() + %d;
            const ask = () => {
                try {
                    if (%s) tell(true);
                    else if (performance.now() > end) tell(false);
                    else setTimeout(ask, 20);
                } catch (error) { complain(error); }
            };
            ask();
        })""" % (DEADLINE * 1000, condition))
        if not came:
            raise AssertionError(f"never came true: {condition}\n{self.text()}")

    def text(self, selector="body"):
        """What a person reads there."""
        return self.run(f"document.querySelector({json.dumps(selector)})?.innerText ?? ''")

    def press(self, key):
        self.page.keyboard.press(key)

    def click(self, selector):
        """Near the upper left of the first of these, once it stands still."""
        self.page.locator(selector).first.click(position={"x": 1, "y": 5})

    def screenshot(self, path):
        self.page.screenshot(path=path, full_page=True)


@cache
def _chromium():
    """One for all tests of a process: a tab of its own keeps each as apart as a browser would."""
    if not CHROMIUM:
        raise unittest.SkipTest("there is no chromium")
    driver = playwright().sync_playwright().start()
    browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--hide-scrollbars"])
    atexit.register(driver.stop)
    atexit.register(browser.close)
    return browser


@contextmanager
def page_of(story, seconds=None, **window):
    """A browser on the page of a story, and its server: ended together."""
    with PageServer(story, seconds) as server, Browser() as browser:
        browser.open(server.url, **window)
        yield browser, server
