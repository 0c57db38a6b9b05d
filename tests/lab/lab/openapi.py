"""Answers of an agent held against its own description of them, /api/v1/openapi.json."""
import copy
import re
import unittest
from urllib.parse import urlparse

from . import ask

try:
    import jsonschema
except ImportError:
    jsonschema = None  # python3-jsonschema


def closed(schema):
    """The same, and no field more than it lists."""
    if isinstance(schema, list):
        return [closed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    schema = {key: closed(value) for key, value in schema.items()}
    if schema.get("type") == "object" and isinstance(schema.get("properties"), dict):
        schema.setdefault("additionalProperties", False)
    return schema


class Description:
    """What the agent at `url` says that it answers."""

    def __init__(self, url):
        if jsonschema is None:
            raise unittest.SkipTest("there is no python3-jsonschema")
        self.url = url.rstrip("/")
        self.document = ask.get(self.url + "/api/v1/openapi.json").json
        self.schemas = closed(copy.deepcopy(self.document["components"]["schemas"]))

    @property
    def paths(self):
        return self.document["paths"]

    def answered_by(self, path, status):
        """The schema of a path of the API, as `/api/v1/clusters/lab`."""
        for template, methods in self.paths.items():
            if re.fullmatch(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(template)), path):
                break
        else:
            raise AssertionError(f"{path} is not described")
        responses = methods["get"]["responses"]
        if str(status) not in responses:
            raise AssertionError(f"{path}: a {status} is not described")
        return closed(self.meant_by(responses[str(status)])["content"]["application/json"]["schema"])

    def meant_by(self, part):
        """Itself, or what it refers to."""
        if "$ref" not in part:
            return part
        found = self.document
        for name in part["$ref"].removeprefix("#/").split("/"):
            found = found[name]
        return found

    def problems(self, schema, document):
        whole = {"$schema": "https://json-schema.org/draft/2020-12/schema", "components": {"schemas": self.schemas}, **schema}
        checker = jsonschema.Draft202012Validator(whole, format_checker=jsonschema.FormatChecker())
        return [f"{'/'.join(map(str, error.absolute_path))}: {error.message}" for error in checker.iter_errors(document)]

    def check(self, target):
        """Asks for `target`, a path with perhaps a query, and complains of what is not as described. Returns the answer."""
        answer = ask.get(self.url + target)
        problems = self.problems(self.answered_by(urlparse(target).path, answer.status), answer.json)
        if problems:
            raise AssertionError(f"{target} answers {answer.status} and not as described: " + "; ".join(problems[:5]))
        return answer.json
