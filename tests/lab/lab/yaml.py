"""Writes plain values as YAML that people like to read."""
import json
import re

_PLAIN = re.compile(r"[A-Za-z_/][A-Za-z0-9_./-]*$")
_MEANS_SOMETHING = {"true", "false", "null", "yes", "no", "on", "off", "y", "n"}


def _scalar(value):
    if isinstance(value, str) and _PLAIN.match(value) and value.lower() not in _MEANS_SOMETHING:
        return value
    return json.dumps(value, ensure_ascii=False)  # quoted strings, numbers, true, null, [] and {} of JSON are YAML as they are


def dump(value, depth=0):
    indent = "  " * depth
    if isinstance(value, dict) and value:
        return "".join(f"{indent}{_scalar(key)}:{_under(item, depth)}" for key, item in value.items())
    if isinstance(value, list) and value:
        return "".join(f"{indent}- {dump(item, depth + 1).lstrip()}" for item in value)
    return f"{indent}{_scalar(value)}\n"


def _under(item, depth):
    if isinstance(item, (dict, list)) and item:
        return "\n" + dump(item, depth + 1)
    return f" {_scalar(item)}\n"
