"""Judges recorded exchanges by the vendors' own descriptions, and by an explicit list where those say nothing."""
import collections
import json
import os
import re

from .csdl import CSDL
from .exchanges import read
from .openapi import OpenAPI
from .schemas import Schemas
from .verdicts import Judge

HERE = os.path.dirname(os.path.abspath(__file__))


class Surface:
    """What the descriptions lack: rows with their source. See `surface.json`."""

    def __init__(self, rows):
        self.rows = [row | {"parts": [part for part in row["path"].split("/") if part]} for row in rows]
        self.schemas = Schemas()
        self.used = collections.Counter()

    def find(self, exchange):
        for row in self.rows:
            if row["service"] != exchange.service or exchange.method not in row["methods"]:
                continue
            if len(row["parts"]) == len(exchange.segments) and all(
                    part.startswith("{") or part.lower() == segment.lower()
                    for part, segment in zip(row["parts"], exchange.segments)):
                return row
        return None

    def judge(self, exchange):
        row = self.find(exchange)
        if row is None:
            return None
        self.used[row["path"]] += 1
        problems = []
        if exchange.judges_request:
            known = row.get("query", [])
            problems += [f"query {name}: no such option" for name, _ in exchange.query if name not in known]
            problems += self.form_problems(exchange, row)
            problems += [f"header {name}: is missing" for name in row.get("requires", []) if name not in exchange.fields]
            if "body" in row and exchange.body:
                problems += self.schemas.problems(exchange.request_json(), row["body"], "body", True)
        if exchange.judges_answer and "answer" in row and (exchange.status or 500) < 300 and exchange.is_json(
                exchange.answer_fields):
            problems += self.schemas.problems(exchange.answer_json(), row["answer"], "answer", False)
        return f"{exchange.method} {row['path']}", problems

    @staticmethod
    def form_problems(exchange, row):
        if "form" not in row:
            return
        if not exchange.fields.get("content-type", "").startswith("application/x-www-form-urlencoded"):
            yield "body: is no form"
            return
        names = [part.split("=")[0] for part in (exchange.body or "").split("&") if part]
        for name in names:
            if name not in row["form"]:
                yield f"body.{name}: no such field"
        if len(set(names)) != len(names):
            yield "body: a field is sent twice"


class Words:
    """Legal words of properties that a description types as plain text."""

    def __init__(self, rows):
        self.rows = rows

    def problems(self, exchange):
        for row in self.rows:
            if row["service"] != exchange.service or not re.search(row["path"], exchange.path):
                continue
            for text, place, wanted in (
                    (exchange.body, "body", exchange.judges_request), (exchange.answer, "answer", exchange.judges_answer)):
                if not wanted or not text or place not in row["in"] or (place == "answer" and (exchange.status or 500) >= 300):
                    continue
                try:
                    value = json.loads(text)
                except ValueError:
                    continue
                yield from self.walk(value, row["words"], place)

    def walk(self, value, words, place):
        if isinstance(value, list):
            for item in value:
                yield from self.walk(item, words, place)
        elif isinstance(value, dict):
            for name, member in value.items():
                if name in words and isinstance(member, str) and member not in words[name]:
                    yield f"{place}.{name}: {member!r} is none of {', '.join(words[name])}"
                else:
                    yield from self.walk(member, words, place)


class Checker:
    def __init__(self, folder):
        with open(os.path.join(HERE, "surface.json"), encoding="utf-8") as file:
            listed = json.load(file)
        self.surface = Surface(listed["operations"])
        self.words = Words(listed["words"])
        self.graph = CSDL(
            os.path.join(folder, "graph-v1.0.csdl"), listed["graphProperties"], listed["graphEnums"])
        self.ignored = [(row["service"], re.compile(row["pattern"])) for row in listed["ignored"]]
        self.ringcentral = OpenAPI(os.path.join(folder, "ringcentral_openapi3.json"))
        for row in listed["ringcentralProperties"]:
            self.amend(row)

    def amend(self, row):
        """Puts listed words of a query option into the description."""
        operation = self.ringcentral.document["paths"][row["path"]][row["method"].lower()]
        for parameter in operation["parameters"]:
            if parameter["name"] == row["query"]:
                schema = self.ringcentral.schemas.resolve(parameter["schema"])
                schema = self.ringcentral.schemas.resolve(schema.get("items", schema))
                schema["enum"] = schema["enum"] + row["words"]

    def is_ignored(self, exchange):
        return any(service == exchange.service and pattern.search(f"{exchange.url}\n{exchange.body or ''}\n{exchange.answer or ''}")
                   for service, pattern in self.ignored)

    def judge(self, exchange):
        if exchange.judges_answer and exchange.is_json(exchange.answer_fields) and exchange.answer:
            try:
                exchange.answer_json()
            except ValueError:
                # A broken answer is judged no further. Where faults are played, it is broken on purpose.
                exchange.judges_answer = False
                if not exchange.may_be_damaged:
                    return f"{exchange.method} {exchange.path}", ["answer: is not JSON, though it says so"], False
        described = {"graph": self.graph, "ringcentral": self.ringcentral}.get(exchange.service)
        verdict = described.judge(exchange) if described else None
        by_list = False
        if verdict is None:
            verdict, by_list = self.surface.judge(exchange), True
        if verdict is None:
            return f"{exchange.method} {exchange.path}", ["no description and no row of the list knows it"], False
        operation, problems = verdict
        return operation, problems + list(self.words.problems(exchange)), by_list

    def run(self, sources):
        """Judges files; gives the number of violations. `sources` are what `read` takes."""
        counts = collections.defaultdict(collections.Counter)
        operations = collections.defaultdict(set)
        violations = collections.defaultdict(list)
        for source in sources:
            for exchange in read(*source):
                service = exchange.service
                if service in ("simulator", "other"):
                    continue
                if self.is_ignored(exchange):
                    counts[service]["ignored"] += 1
                    continue
                operation, problems, by_list = self.judge(exchange)
                if exchange.judges_request:
                    counts[service]["requests"] += 1
                    operations[service].add(operation)
                if exchange.judges_answer and exchange.status is not None:
                    counts[service]["answers"] += 1
                counts[service]["listed"] += by_list
                for problem in problems:
                    violations[service, operation, re.sub(r"\[\d+\]", "[]", problem)].append(exchange)
        total = 0
        for service in sorted(counts):
            mine = [key for key in violations if key[0] == service]
            total += len(mine)
            count = counts[service]
            print(f"{service}: {count['requests']} requests of {len(operations[service])} operations and {count['answers']} answers"
                  f" judged, {count['listed']} of them by the list of newer surface; {count['ignored']} ignored; {len(mine)} violations")
        for (service, operation, problem), found in sorted(violations.items(), key=lambda item: item[0]):
            print(f"  {service}: {operation}: {problem} ({len(found)} times, e.g. {found[0].method} {found[0].url[:160]})")
        return total
