"""HAProxy, twice: before the Brokers, with a check of their readiness; and before the database, as the address that Druid
connects to, turned from one node to another by hand."""
from . import ask, wait
from .server import Server


class HAProxy(Server):
    def __init__(self, lab, name):
        super().__init__(lab, name)
        self.port = lab.port(name)
        self.admin_port = lab.port(name + "-admin")

    def configuration(self):
        raise NotImplementedError

    def prepare(self):
        (self.folder / "haproxy.cfg").write_text(
            f"global\n  maxconn 500\n  stats socket ipv4@127.0.0.1:{self.admin_port} level admin\n" + self.configuration())

    def command(self):
        return ["haproxy", "-db", "-f", self.folder / "haproxy.cfg"]

    def environment(self):
        return {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin:/usr/local/sbin:/usr/local/bin"}

    def ready(self):
        return "HAProxy" in self.order("show info")

    def order(self, *commands):
        """The runtime API: what it answered to each command."""
        return "".join(ask.talk(self.admin_port, command + "\n") for command in commands)


class Balancer(HAProxy):
    """Spreads HTTP over `backends` (anything with a name and a port), those that are ready; without a `check`, over all. With `tls`
    it comes to them by that, with the lab's certificate."""

    def __init__(self, lab, backends, name="balancer", check="/druid/broker/v1/readiness", tls=None):
        super().__init__(lab, name)
        self.backends, self.check = backends, check
        self.way = f" ssl verify required ca-file {tls.authority.pem} crt {tls.client.both}" if tls else ""
        # Or a Broker would shake hands anew, for ten times the cost of the answer, with everybody who comes to the balancer.
        self.reuse = "  http-reuse always\n" if tls else ""
        self.url = f"http://127.0.0.1:{self.port}"

    def in_rotation(self):
        """The names of the backends to which it sends requests now."""
        rows = [row.split(",") for row in self.order("show stat").splitlines()]
        return [row[1] for row in rows if len(row) > 17 and row[0] == "brokers" and row[17] == "UP"
                and row[1] not in ("FRONTEND", "BACKEND")]

    def await_rotation(self, seconds=30):
        wait.until(lambda: len(self.in_rotation()) == len(self.backends), seconds, "all Brokers are behind the balancer")
        return self

    def configuration(self):
        checked = " check" if self.check else ""
        servers = "".join(f"  server {backend.name} 127.0.0.1:{backend.port}{self.way}{checked}\n" for backend in self.backends)
        check = f"  option httpchk GET {self.check}\n  http-check expect status 200\n" if self.check else ""
        return f"""\
defaults
  mode http
  timeout connect 1s
  timeout client 15s
  timeout server 15s
  option redispatch
  retries 2
listen brokers
  bind 127.0.0.1:{self.port}
  balance roundrobin
{check}{self.reuse}  default-server inter 1s fall 2 rise 2
{servers}"""


class Endpoint(HAProxy):
    """One address for several nodes, of which exactly one is behind it at a time; `point_at` another at run time."""

    def __init__(self, lab, nodes, name="endpoint"):
        super().__init__(lab, name)
        self.nodes = nodes

    def configuration(self):
        servers = "".join(f"  server {node.name} 127.0.0.1:{node.port}{'' if node is self.nodes[0] else ' disabled'}\n"
                          for node in self.nodes)
        return f"""\
defaults
  mode tcp
  timeout connect 2s
  timeout client 1h
  timeout server 1h
listen database
  bind 127.0.0.1:{self.port}
{servers}"""

    def point_at(self, node):
        """New connections go to `node`, and those to the others end, as when a virtual address moves."""
        for other in self.nodes:
            if other.name != node.name:
                self.order(f"set server database/{other.name} state maint", f"shutdown sessions server database/{other.name}")
        self.order(f"set server database/{node.name} state ready")
        wait.until(lambda: self.target() == node.name, 5, f"{self.name} points at {node.name}")
        return self

    def target(self):
        """The name of the node behind the address, or None."""
        for row in self.order("show servers state database").splitlines():
            fields = row.split()
            if len(fields) > 5 and fields[1] == "database" and fields[5] == "2":  # operational state: running
                return fields[3]
        return None
