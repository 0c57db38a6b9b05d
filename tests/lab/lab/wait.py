"""Waiting for something to become true, never for time to pass."""
import time

POLL_SECONDS = 0.02


class NotInTime(Exception):
    """What was awaited did not come before its deadline."""


def until(condition, seconds, what, poll=POLL_SECONDS):
    """Asks `condition` until it answers with something true, and returns that.

    A network or system error counts as "not yet": a server that is starting refuses, resets and stammers.
    """
    deadline = time.monotonic() + seconds
    trouble = None
    while True:
        try:
            answer = condition()
            if answer:
                return answer
            trouble = None
        except OSError as error:
            trouble = error
        if time.monotonic() >= deadline:
            raise NotInTime(f"{what}: not within {seconds:g} s" + (f" ({trouble})" if trouble else ""))
        time.sleep(poll)


def stays(condition, seconds, what, poll=POLL_SECONDS):
    """The opposite promise: `condition` must hold all the time for so long."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if not condition():
            raise AssertionError(f"{what}: ended {deadline - time.monotonic():.2f} s too early")
        time.sleep(poll)
