"""Recorded requests and answers, a line of JSON each, as values."""
import dataclasses
import json
import urllib.parse


@dataclasses.dataclass
class Exchange:
    """A request and what came back. What is wrong on purpose is not judged: requests of a test of refusals, answers that a test made."""
    method: str
    url: str
    fields: dict
    body: str | None
    status: int | None
    answer_fields: dict
    answer: str | None
    judges_request: bool
    judges_answer: bool
    may_be_damaged: bool = False

    @property
    def parts(self):
        return urllib.parse.urlsplit(self.url)

    @property
    def path(self):
        return self.parts.path

    @property
    def segments(self):
        return [urllib.parse.unquote(part) for part in self.path.split("/") if part]

    @property
    def query(self):
        return urllib.parse.parse_qsl(self.parts.query, keep_blank_values=True)

    @property
    def service(self):
        host, parts = self.parts.hostname or "", [part.lower() for part in self.segments]
        first = parts[0] if parts else ""
        if first in ("restapi", "scim") and "ringcentral" in host or first == "restapi":
            return "ringcentral"
        if "purecloud" in host or "pure.cloud" in host or parts[:2] in (["api", "v2"], ["oauth", "token"]):
            return "genesys"
        if host.startswith("login.") or "oauth2" in parts or ".well-known" in parts or "discovery" in parts:
            return "entra"
        if first in ("v1.0", "beta"):
            return "graph"
        if first == "simulator":
            return "simulator"
        return "other"

    def is_json(self, fields):
        return "json" in fields.get("content-type", "")

    def request_json(self):
        return json.loads(self.body) if self.body else None

    def answer_json(self):
        return json.loads(self.answer) if self.answer else None


def exchange_of(value, requests=True, answers=True, damaged=False):
    """The exchange of a line."""
    return Exchange(
        value["method"], value["url"], value["fields"], value.get("body"), value.get("status"),
        value.get("answerFields") or {}, value.get("answer"), requests, answers and value["answerer"] == "simulator", damaged)


def read(file, *what):
    with open(file, encoding="utf-8") as lines:
        for line in lines:
            yield exchange_of(json.loads(line), *what)
