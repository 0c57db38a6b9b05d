"""Waiting for something to become true, never for time to pass."""
import time

POLL_SECONDS = 0.02
PATIENCE = 3  # a deadline says when to give up, not how fast this machine is: others are slower, and busy


class NotInTime(Exception):
    """What was awaited did not come before its deadline."""


def until(condition, seconds, what, poll=POLL_SECONDS):
    """Asks `condition` until it answers with something true, and returns that.

    A network or system error counts as "not yet": a server that is starting refuses, resets and stammers.
    `seconds` are what it takes on an idle machine; it is given more.
    """
    answer, trouble = _until(condition, PATIENCE * seconds, poll)
    if not answer:
        raise NotInTime(f"{what}: not within {PATIENCE * seconds:g} s" + (f" ({trouble})" if trouble else ""))
    return answer


def perhaps(condition, seconds, poll=POLL_SECONDS):
    """The same of what may as well never come: then what `condition` last answered, and without more patience."""
    return _until(condition, seconds, poll)[0]


def _until(condition, seconds, poll):
    deadline = time.monotonic() + seconds
    while True:
        answer, trouble = None, None
        try:
            answer = condition()
        except OSError as error:
            trouble = error
        if answer or time.monotonic() >= deadline:
            return answer, trouble
        time.sleep(poll)


def stays(condition, seconds, what, poll=POLL_SECONDS):
    """The opposite promise: `condition` must hold all the time for so long."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if not condition():
            raise AssertionError(f"{what}: ended {deadline - time.monotonic():.2f} s too early")
        time.sleep(poll)
