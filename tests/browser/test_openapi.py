"""What the API answers is what its description says: every field, and no other, of every story that page_server tells."""
import http.client
import json
import sys
import unittest
from pathlib import Path
from urllib.parse import quote, urlsplit

from chromium import PageServer

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lab"))

from lab import ask  # noqa: E402
from lab.openapi import Description, jsonschema  # noqa: E402

STORIES = ("healthy", "two-leaders", "quorum-lost", "unreachable", "starting")


def first_message(url):
    """The data of the first message of the event stream."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=10)
    try:
        connection.request("GET", "/api/v1/events")
        answer = connection.getresponse()
        while not (line := answer.readline()).startswith(b"data: "):
            pass
        return json.loads(line.removeprefix(b"data: "))
    finally:
        connection.close()


class Answers(unittest.TestCase):
    def test_of_every_story_are_as_described(self):
        for story in STORIES:
            with self.subTest(story), PageServer(story) as server:
                described = Description(server.url)
                known = described.check("/api/v1/clusters")
                described.check("/api/v1/alerts")
                described.check("/sd/v1/targets")
                name = known["clusters"][0]["name"]
                described.check(f"/api/v1/clusters/{name}")
                if "/api/v1/clusters/{name}/nodes/{node}" in server_routes(server.url):
                    for tier in known["clusters"][0]["tiers"]:
                        for node in tier["nodes"]:
                            described.check(f"/api/v1/clusters/{name}/nodes/{quote(node['node'], safe='')}")

    def test_that_are_refusals_are_as_described(self):
        with PageServer("healthy") as server:
            described = Description(server.url)
            for target in ("/api/v1/clusters/other", "/api/v1/history?limit=0", "/api/v1/history"):
                described.check(target)

    def test_of_the_event_stream_are_as_described(self):
        with PageServer("two-leaders") as server:
            described = Description(server.url)
            whole = {"$ref": "#/components/schemas/Whole"}
            self.assertEqual(described.problems(whole, first_message(server.url)), [])

    def test_with_a_field_that_is_missing_or_not_listed_are_complained_of(self):
        with PageServer("healthy") as server:
            described = Description(server.url)
            alerts = {"$ref": "#/components/schemas/Alerts"}
            right = described.check("/api/v1/alerts")
            self.assertTrue(described.problems(alerts, {**right, "surprise": 1}))
            self.assertTrue(described.problems(alerts, {"alerts": []}))
            self.assertTrue(described.problems(alerts, {**right, "taken": 7}))


def server_routes(url):
    return ask.get(url.rstrip("/") + "/no/such/path").json["routes"]


class TheDescription(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        server = PageServer("healthy")
        cls.addClassCleanup(server.stop)
        cls.described = Description(server.url)
        cls.routes = server_routes(server.url)

    def test_has_every_route_that_answers_json(self):
        programmatic = {route for route in self.routes if route.startswith(("/api/", "/sd/"))}
        self.assertEqual(programmatic, set(self.described.paths) & programmatic)

    def test_is_sound(self):
        document = self.described.document
        self.assertEqual(document["openapi"], "3.1.0")
        for schema in document["components"]["schemas"].values():
            jsonschema.Draft202012Validator.check_schema(schema)
        for reference in references(document):
            self.assertTrue(self.described.meant_by({"$ref": reference}), reference)
        for path, methods in document["paths"].items():
            known = map(self.described.meant_by, methods["get"].get("parameters", []))
            parameters = {each["name"] for each in known if each["in"] == "path"}
            self.assertEqual(parameters, {part[1:-1] for part in path.split("/") if part.startswith("{")}, path)
            self.assertIn("200", methods["get"]["responses"], path)
        operations = [methods["get"]["operationId"] for methods in document["paths"].values()]
        self.assertEqual(len(operations), len(set(operations)))


def references(document):
    if isinstance(document, list):
        for each in document:
            yield from references(each)
    elif isinstance(document, dict):
        for key, value in document.items():
            if key == "$ref":
                yield value
            else:
                yield from references(value)


if __name__ == "__main__":
    unittest.main()
