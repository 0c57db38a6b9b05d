"""Processes known by pid and start time, so that a pid that the kernel gave to somebody else is never signalled."""
import concurrent.futures
import contextlib
import ctypes
import os
import select
import signal
import subprocess
from dataclasses import dataclass

_libc = ctypes.CDLL(None, use_errno=True)
_PR_SET_PDEATHSIG = 1
_children = {}  # pid → Popen of those that are ours, which must be reaped

# The kernel's "parent" of PR_SET_PDEATHSIG is the thread that forked, not its process. So one thread that lives as long as the
# process starts everything; a thread of a test's pool would take its servers along when it ends.
_spawner = concurrent.futures.ThreadPoolExecutor(max_workers=1, thread_name_prefix="spawner")


def _stat(pid):
    """State, parent, start time (in clock ticks since boot) and threads, or None when there is no such process."""
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            fields = file.read().rpartition(b")")[2].split()  # the name before it may hold anything, spaces too
    except OSError:
        return None
    return fields[0].decode(), int(fields[1]), int(fields[19]), int(fields[17])


@dataclass(frozen=True)
class Process:
    pid: int
    started: int

    @classmethod
    def of(cls, pid):
        stat = _stat(pid)
        return cls(pid, stat[2] if stat else -1)

    @classmethod
    def parse(cls, text):
        pid, started = text.split()
        return cls(int(pid), int(started))

    def __str__(self):
        return f"{self.pid} {self.started}"

    @property
    def alive(self):
        stat = _stat(self.pid)
        if stat is None or stat[2] != self.started:
            return False
        if stat[0] in "ZX":
            # The first thread is a zombie while others still end, and until they have, the process holds its sockets.
            if stat[3] > 1:
                return True
            self._reap()
            return False
        return True

    @property
    def frozen(self):
        stat = _stat(self.pid)
        return stat is not None and stat[2] == self.started and stat[0] == "T"

    def _reap(self):
        child = _children.get(self.pid)
        if child is not None and child.poll() is not None:
            _children.pop(self.pid, None)

    def family(self):
        """This process and all that descend from it, the eldest first."""
        by_parent = {}
        for name in os.listdir("/proc"):
            if name.isdigit() and (stat := _stat(name)):
                by_parent.setdefault(stat[1], []).append(Process(int(name), stat[2]))
        found = [self]
        for process in found:
            found.extend(by_parent.get(process.pid, []))
        return found

    def signal(self, number):
        """Signals the whole family: a frozen PostgreSQL whose sessions still answer would be no frozen one."""
        if self.alive:
            for process in self.family():
                process.signal_alone(number)

    def signal_alone(self, number):
        try:
            handle = os.pidfd_open(self.pid)
        except OSError:
            return
        try:
            if self.alive:  # checked while the handle pins the identity
                signal.pidfd_send_signal(handle, number)
        except ProcessLookupError:
            pass
        finally:
            os.close(handle)

    def await_end(self, seconds):
        """True when it has ended within so many seconds."""
        try:
            handle = os.pidfd_open(self.pid)
        except OSError:
            return True
        try:
            if self.alive:
                poll = select.poll()
                poll.register(handle, select.POLLIN)
                poll.poll(seconds * 1000)
        finally:
            os.close(handle)
        return not self.alive

    def exit_status(self, seconds):
        """How it ended, waited for so long: its status, or minus the signal. Only of a child whose end nobody asked for before."""
        status = _children[self.pid].wait(seconds)
        _children.pop(self.pid, None)
        return status

    def end(self):
        """Whatever it is doing, it and its family are gone when this returns."""
        family = self.family() if self.alive else []
        for process in family:
            process.signal_alone(signal.SIGKILL)
        for process in family:
            process.await_end(5)

    @property
    def resident_bytes(self):
        total = 0
        for process in self.family() if self.alive else []:
            try:
                with open(f"/proc/{process.pid}/statm") as file:
                    total += int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
            except OSError:
                pass
        return total


def _be_as_nice_as(nice):
    """As far as that is allowed. A session is a scheduling group of its own, whose nice is not that of its processes."""
    with contextlib.suppress(OSError):
        os.nice(nice)
    with contextlib.suppress(OSError), open("/proc/self/autogroup", "w") as group:
        group.write(str(nice))


def spawn(command, *, folder, log, environment=None, user=None, lasting=False, keep_open=(), nice=0):
    """Starts `command` in a session of its own. Unless it is `lasting`, the kernel kills it when this process ends."""
    parent = os.getpid()

    def prepare():
        if nice:
            _be_as_nice_as(nice)
        if lasting:
            return
        _libc.prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL))
        if os.getppid() != parent:  # it ended before the line above
            os._exit(1)

    def start():
        with open(log, "ab") as output:
            return subprocess.Popen(
                [str(word) for word in command], cwd=folder, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                env={**os.environ, **(environment or {})}, start_new_session=True, pass_fds=tuple(keep_open),
                preexec_fn=prepare,
                **({"user": user, "group": user, "extra_groups": []} if user else {}))

    child = _spawner.submit(start).result()
    _children[child.pid] = child
    return Process.of(child.pid)
