"""Judges exchanges by an OpenAPI 3 description."""
import json

from .schemas import Schemas


class OpenAPI:
    def __init__(self, file):
        with open(file, encoding="utf-8") as text:
            self.document = json.load(text)
        self.schemas = Schemas(self.document)
        self.by_length = {}
        for template, item in self.document["paths"].items():
            parts = [part for part in template.split("/") if part]
            self.by_length.setdefault(len(parts), []).append((parts, template, item))

    def find(self, segments):
        """The template that a path matches; the one with the most literal segments wins."""
        best = None
        for parts, template, item in self.by_length.get(len(segments), []):
            if all(part.startswith("{") or part == segment for part, segment in zip(parts, segments)):
                literal = sum(not part.startswith("{") for part in parts)
                if best is None or literal > best[0]:
                    best = (literal, template, item)
        return best and best[1:]

    def judge(self, exchange):
        """The operation, and its problems; `None` if the description does not know it."""
        found = self.find(exchange.segments)
        if not found:
            return None
        template, item = found
        operation = item.get(exchange.method.lower())
        if operation is None:
            return None
        problems = []
        if exchange.judges_request:
            problems += self.request_problems(exchange, item, operation)
        if exchange.judges_answer and exchange.status is not None:
            problems += self.answer_problems(exchange, operation)
        return f"{exchange.method} {template}", problems

    def request_problems(self, exchange, item, operation):
        parameters = [self.schemas.resolve(p) for p in item.get("parameters", []) + operation.get("parameters", [])]
        known = {p["name"]: p for p in parameters if p["in"] == "query"}
        for name, value in exchange.query:
            if name not in known:
                yield f"query {name}: no such option"
                continue
            yield from self.schemas.text_problems(value, known[name].get("schema", {}), f"query {name}")
        sent = {name for name, _ in exchange.query}
        for name, parameter in known.items():
            if parameter.get("required") and name not in sent:
                yield f"query {name}: is missing"
        described = self.schemas.resolve(operation.get("requestBody", {}))
        if not exchange.body:
            if described.get("required"):
                yield "body: is missing"
            return
        content = described.get("content", {})
        kind = exchange.fields.get("content-type", "").split(";")[0].strip()
        if not content:
            yield "body: none is described"
        elif kind not in content:
            yield f"body: of type {kind or 'none'}, described is {', '.join(content)}"
        elif kind.endswith("json"):
            yield from self.schemas.problems(exchange.request_json(), content[kind].get("schema", {}), "body", True)

    def answer_problems(self, exchange, operation):
        if exchange.status >= 400:
            yield from self.error_problems(exchange)
            return
        responses = operation["responses"]
        status = str(exchange.status)
        described = responses.get(status) or responses.get(status[0] + "XX") or responses.get("default")
        if described is None:
            if exchange.status < 300 and exchange.status != 207:
                yield f"answer: {status} is not described, but {', '.join(responses)}"
            return
        described = self.schemas.resolve(described)
        if not exchange.answer or not exchange.is_json(exchange.answer_fields):
            return
        value = exchange.answer_json()
        for kind, content in described.get("content", {}).items():
            if kind.endswith("json"):
                yield from self.schemas.problems(value, content.get("schema", {}), "answer", False)

    def error_problems(self, exchange):
        """The shape of a refusal. Source: RingCentral developer guide, basics/errors; the description leaves it out."""
        if not exchange.answer or not exchange.is_json(exchange.answer_fields):
            return
        value = exchange.answer_json()
        if not isinstance(value.get("errorCode"), str) or not isinstance(value.get("message"), str):
            yield "answer: a refusal has errorCode and message"
