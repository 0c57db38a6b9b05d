"""The Grafana dashboards of druidwatch as code: `PYTHONPATH=dashboards python3 -m builder` writes
dashboards/json. A panel can't be made without title, unit and description, nor a query that forgets
which agents and which cluster it is about."""
from .agent import AGENT
from .classic import classic
from .metadata import METADATA
from .overview import OVERVIEW
from .tiers import TIERS
from .zookeeper import ZOOKEEPER

DASHBOARDS = (OVERVIEW, ZOOKEEPER, METADATA, TIERS, AGENT)

__all__ = ["DASHBOARDS", "classic"]
