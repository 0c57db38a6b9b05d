"""Starts the service of a unit as systemd would, as far as a test can tell: standin_systemd.py UNIT.

Prints each word that the service tells its manager. Stops it when its own input ends, and prints the exit status.
"""
import os
import pwd
import select
import shlex
import signal
import socket
import subprocess
import sys
from pathlib import Path

NOTIFY = "/run/druidwatch-notify"


def settings(unit):
    """Key and value of each line; of a key that is there twice the last."""
    lines = (line.partition("=") for line in Path(unit).read_text(encoding="utf-8").splitlines() if "=" in line and line[0] != "#")
    return {key: value for key, _, value in lines}


def command(service, environment):
    for word in service["ExecStart"].split():
        yield from shlex.split(environment.get(word[1:], "")) if word.startswith("$") else [word]


def start(service):
    environment = {}
    for line in Path(service["EnvironmentFile"].removeprefix("-")).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            key, _, value = line.partition("=")
            environment[key] = value.strip('"')
    user = pwd.getpwnam(service["User"])
    state = Path("/var/lib") / service["StateDirectory"]
    state.mkdir(exist_ok=True)
    state.chmod(int(service["StateDirectoryMode"], 8))
    os.chown(state, user.pw_uid, user.pw_gid)
    seconds = int(service["WatchdogSec"].removesuffix("s"))
    environment |= {"NOTIFY_SOCKET": NOTIFY, "WATCHDOG_USEC": str(seconds * 1_000_000)}
    return subprocess.Popen(list(command(service, environment)), env=environment, user=user.pw_uid, group=user.pw_gid,
                            extra_groups=[], umask=int(service["UMask"], 8), stderr=subprocess.DEVNULL)


def main(unit):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notified:
        Path(NOTIFY).unlink(missing_ok=True)
        notified.bind(NOTIFY)
        os.chmod(NOTIFY, 0o666)
        process = start(settings(unit))
        ending = os.pidfd_open(process.pid)
        waiting = [notified, sys.stdin, ending]
        while waiting:
            for ready in select.select(waiting, [], [])[0]:
                if ready is notified:
                    for word in notified.recv(4096).decode().splitlines():
                        print(word, flush=True)
                elif ready is sys.stdin:
                    waiting.remove(sys.stdin)
                    process.send_signal(signal.SIGTERM)
                elif ready == ending and not select.select([notified], [], [], 0)[0]:
                    print(f"ended with {process.wait()}", flush=True)
                    return


if __name__ == "__main__":
    main(sys.argv[1])
