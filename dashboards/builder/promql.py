"""Queries that can't forget whom they ask about.

Several agents may watch one cluster, so every query says how their words are put together: `worst`
takes the value that a person should be told of.
"""
from .model import State

AGENTS = 'job=~"$job", instance=~"$instance"'
CLUSTER = f'{AGENTS}, druid_cluster="$druid_cluster"'


def _select(metric: str, always: str, labels: dict[str, str]) -> str:
    """A label's value is matched as it is; after ~ it is a pattern, and ! negates."""
    def matcher(label: str, value: str) -> str:
        text = value.lstrip("!~")
        sign = {"": "=", "~": "=~", "!": "!=", "!~": "!~"}[value[:len(value) - len(text)]]
        return f'{label}{sign}"{text}"'

    own = [matcher(label, value) for label, value in labels.items()]
    return f"{metric}{{{', '.join([always, *own])}}}"


def of_cluster(metric: str, **labels: str) -> str:
    return _select(metric, CLUSTER, labels)


def of_agents(metric: str, **labels: str) -> str:
    return _select(metric, AGENTS, labels)


def over(aggregation: str, expression: str, *by: str) -> str:
    return f"{aggregation} by ({', '.join(by)}) ({expression})"


def per_second(counter: str) -> str:
    return f"rate({counter}[$__rate_interval])"


def in_range(counter: str) -> str:
    """How often it was counted in the time that the dashboard shows."""
    return f"increase({counter}[$__range])"


def coded(metric: str, states: tuple[State, ...], label: str, *by: str, **labels: str) -> str:
    """One number for what has a 0/1 series per state: that of the state it is in, and of what
    several agents say the highest."""
    def times(state: State) -> str:
        series = of_cluster(metric, **labels, **{label: state.word})
        return series if state.value == 1 else f"{state.value} * {series}"

    return over("max", " or ".join(map(times, states)), *by)
