"""Stand-ins for Druid's masters: python3 standin.py ADDRESS PORT always|never|first.

They imitate what a master says about itself and nothing else: `isLeader` of both roles with the
status and body of Druid 33, `/leader`, `/status/health`, empty `/status/properties`; HTTP/1.1 with
kept connections, which the kernel closes when the process is killed. With `first`, and 0.0.0.0 to
listen on, one process plays many masters, told apart by the address on which they were reached:
those whose last number is 1 lead. `/counts` tells how many `isLeader` each watcher asked.
"""
import asyncio
import collections
import json
import sys

IS_LEADER = ("/druid/coordinator/v1/isLeader", "/druid/indexer/v1/isLeader")
LEADER = ("/druid/coordinator/v1/leader", "/druid/indexer/v1/leader")

counts = collections.Counter()


def answer(path, address, leads):
    """Status and body."""
    if path in IS_LEADER:
        return (200, '{"leader":true}') if leads else (404, '{"leader":false}')
    if path in LEADER:
        return 200, f"http://{address}" if leads else ""
    if path == "/status/health":
        return 200, "true"
    if path == "/status/properties":
        return 200, "{}"
    if path == "/counts":
        return 200, json.dumps(counts)
    return 404, ""


class Master(asyncio.Protocol):
    def __init__(self, leads):
        self.leads = leads
        self.received = b""

    def connection_made(self, transport):
        self.transport = transport
        host, port = transport.get_extra_info("sockname")
        self.address = f"{host}:{port}"
        self.leading = self.leads == "always" or (self.leads == "first" and host.endswith(".1"))

    def data_received(self, data):
        self.received += data
        while b"\r\n\r\n" in self.received:
            head, _, self.received = self.received.partition(b"\r\n\r\n")
            self.respond(head.decode("latin-1"))

    def respond(self, head):
        path = head.split(" ", 2)[1]
        if path in IS_LEADER:
            counts["blackbox" if "Blackbox" in head else "druidwatch"] += 1
        status, body = answer(path, self.address, self.leading)
        closing = "connection: close" in head.lower()
        self.transport.write((f"HTTP/1.1 {status} -\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n"
                              + ("Connection: close\r\n" if closing else "") + f"\r\n{body}").encode())
        if closing:
            self.transport.close()


async def serve(address, port, leads):
    server = await asyncio.get_running_loop().create_server(lambda: Master(leads), address, port, backlog=4096)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1], int(sys.argv[2]), sys.argv[3]))
