"""Writes what each fuzz target starts from: seeds.py FOLDER makes FOLDER/<parser>/<name> of the
answers of real servers in tests/fixtures, in the form that fuzz_<parser>.cpp reads."""
import gzip
import re
import sys
from pathlib import Path

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"


def captures(pattern):
    return {file.name: file.read_bytes() for file in sorted(FIXTURES.glob(pattern))}


def http_bodies(pattern):
    """Of answers with a head, as `curl -i` writes them down."""
    return {name: re.split(rb"\r?\n\r?\n", text, maxsplit=1)[-1] for name, text in captures(pattern).items()}


def admin_bodies():
    """Of answers of the AdminServer, whose status stands in a last line."""
    return {name: re.sub(rb"\nHTTP \d+ .*\s*\Z", b"", text)
            for name, text in captures("zookeeper/*.admin.*.json").items()}


def config_nodes():
    """What /zookeeper/config holds: the lines of `conf` from the first server's on."""
    return {name.replace("conf", "config"): text[text.find(b"server."):]
            for name, text in captures("zookeeper/*.conf.txt").items() if b"server." in text}


def four_letter_words():
    words = {name: text for name, text in captures("zookeeper/*.txt").items()
             if re.search(r"\.(ruok|isro|stat|srvr)\.txt$", name)}
    return words | {f"closed-{word}": f"{word} is not executed because it is not in the whitelist.\n".encode()
                    for word in ("mntr", "srvr", "conf", "ruok")}


def session_handshakes():
    """Frames as a server of 3.8 sends them; they were never captured as bytes."""
    def frame(payload):
        return len(payload).to_bytes(4, "big") + payload
    head = bytes(4) + (6000).to_bytes(4, "big")
    grant = head + (0x1000037d79f0000).to_bytes(8, "big") + (16).to_bytes(4, "big") + b"p" * 16
    pong = frame(b"\xff\xff\xff\xfe" + (0x100000007).to_bytes(8, "big") + bytes(4))
    refused = frame(b"\xff\xff\xff\xfc" + bytes(8) + (-115).to_bytes(4, "big", signed=True))
    closed = frame((1).to_bytes(4, "big") + (0x100000008).to_bytes(8, "big") + bytes(4))
    return {"granted": frame(grant + b"\0") + pong + pong + closed,
            "granted-read-only": frame(grant + b"\1") + pong,
            "granted-3.4": frame(grant) + pong,
            "granted-not-authenticated": frame(grant + b"\0") + refused,
            "denied": frame(bytes(36) + b"\0"),
            "notification": frame(grant + b"\0") + frame(b"\xff" * 16 + b"/druid/x") + frame(b"") + pong}


def zookeeper_frames():
    """What a client and a member said, each frame behind who said it and its length."""
    def tape(text):
        turns = [(by, bytes.fromhex(said.decode())) for by, said in (line.split() for line in text.splitlines())]
        return b"".join(by + len(said).to_bytes(2, "big") + said for by, said in turns)
    return {name: tape(text) for name, text in captures("zookeeper-sessions/*.hex").items()}


def druid_znodes():
    """(path, data) of a dump of the tree, where gzip was unpacked."""
    for dump in captures("druid/*.zookeeper*.txt").values():
        path = b""
        for line in dump.splitlines():
            if line.startswith(b"/"):
                path = line
            elif match := re.match(rb" +(?:text|gunzip): (.*)", line):
                yield path, match[1]


def latches():
    children = [path.rsplit(b"/", 1)[-1] + b" " + data for path, data in druid_znodes() if b"-latch-" in path]
    return {"latch": b"\n".join(children)} | {f"child-{i}": child for i, child in enumerate(children)}


def announcements():
    told = [data for path, data in druid_znodes() if b"/internal-discovery/" in path]
    return ({f"plain-{i}": data for i, data in enumerate(told)} |
            {f"gzip-{i}": gzip.compress(data, mtime=0) for i, data in enumerate(told)})


def replicas_of_mysql():
    """Their status, behind the identity of a server."""
    identity = (FIXTURES / "databases/my1011-primary.told.txt").read_bytes().split(b"[replicas]")[0]
    return {name: identity + b"[replicas]\n" + text for name, text in captures("databases/my*.replica*.txt").items()}


def connect_uris():
    uris = (b"jdbc:postgresql://h1:5432,h2:5432/druid?targetServerType=primary", b"jdbc:derby://localhost:1527/d;create=true",
            b"jdbc:mysql://druid:diurd@h1,druid:diurd@h2:3306/druid", b"jdbc:mysql:loadbalance://h1,h2/druid",
            b"jdbc:mariadb:sequential://address=(host=h1)(port=3306),[::1]/druid?user=a&password=b")
    return {f"uri-{i}": uri for i, uri in enumerate(uris)}


def gtid_sets():
    """Of MySQL, and positions of MariaDB, as their manuals write them."""
    uuid = b"3e11fa47-71ca-11e1-9e33-c80aa9429562"
    return {"mysql": uuid + b":1-5:7-9", "mysql-several": uuid + b":1-3,\n" + uuid[::-1] + b":1",
            "mysql-tagged": uuid + b":1-5:tag:1-3", "mariadb": b"0-1-38,1-2-5", "empty": b""}


def locations():
    """Where standbys redirect to."""
    return {name + ".location": match[1] for name, text in captures("druid/*.txt").items()
            if (match := re.search(rb"^Location: (\S+)", text, re.MULTILINE))}


def durations():
    """Periods as Druid's configuration may have them."""
    return {f"duration-{i}": text for i, text in enumerate((b"PT5S", b"PT0.500S", b"P1DT12H30M", b"P2W"))}


SEEDS = {
    "mntr": lambda: captures("zookeeper/*.mntr.txt"),
    "srvr": lambda: captures("zookeeper/*.srvr.txt") | captures("zookeeper/*.stat.txt"),
    "conf": lambda: captures("zookeeper/*.conf.txt") | config_nodes(),
    "four_letter_words": four_letter_words,
    "session_handshake": session_handshakes,
    "zookeeper_frames": zookeeper_frames,
    "latch": latches,
    "announcement": announcements,
    "admin_server": admin_bodies,
    "is_leader": lambda: http_bodies("druid/*isLeader*.txt"),
    "leader_request": lambda: http_bodies("druid/*loadstatus*.txt") | http_bodies("druid/*workers*.txt") | locations(),
    "duties": lambda: http_bodies("druid/*duties*.txt") | durations(),
    "servers_seen": lambda: http_bodies("druid/*servers*.txt"),
    "cluster_listing": lambda: http_bodies("druid/*cluster*.txt"),
    "answered_by": lambda: http_bodies("druid/*broker1.status-properties*.txt"),
    "leader_word": lambda: http_bodies("druid/*-leader*.txt"),
    "properties": lambda: http_bodies("druid/*properties*.txt") | connect_uris(),
    "readiness": lambda: http_bodies("druid/*readiness*.txt") | http_bodies("druid/*health*.txt")
                         | http_bodies("druid/*sql*.txt"),
    "node_state": lambda: captures("databases/*.row.txt"),
    "mysql_node_state": lambda: captures("databases/my*.told.txt") | replicas_of_mysql(),
    "gtid_set": gtid_sets,
}


def main(folder):
    for parser, seeds in SEEDS.items():
        place = Path(folder) / parser
        place.mkdir(parents=True, exist_ok=True)
        for name, data in seeds().items():
            (place / name).write_bytes(data)


if __name__ == "__main__":
    main(*sys.argv[1:])
