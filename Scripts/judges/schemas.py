"""Checks a JSON value against a schema as OpenAPI 3.0 writes them, as far as these descriptions go."""


class Schemas:
    def __init__(self, document=None):
        self.document = document or {}

    def resolve(self, schema):
        while "$ref" in schema:
            value = self.document
            for part in schema["$ref"].removeprefix("#/").split("/"):
                value = value[part]
            schema = value
        return schema

    def problems(self, value, schema, place, is_request):
        """What is wrong with a value, each with its place."""
        schema = self.resolve(schema)
        if "allOf" in schema:
            merged = {"type": "object", "properties": {}, "required": []}
            for part in map(self.resolve, schema["allOf"]):
                merged["properties"].update(part.get("properties", {}))
                merged["required"] += part.get("required", [])
            schema = merged
        for word in ("oneOf", "anyOf"):
            if word in schema:
                found = [list(self.problems(value, one, place, is_request)) for one in schema[word]]
                if all(found):
                    yield from min(found, key=len)
                return
        if value is None:
            if not schema.get("nullable") and not is_request:
                yield f"{place}: null, where a {schema.get('type', 'value')} is described"
            return
        kind = schema.get("type") or ("object" if "properties" in schema else None)
        right = {
            "string": lambda v: isinstance(v, str),
            "boolean": lambda v: isinstance(v, bool),
            "integer": lambda v: isinstance(v, int) and not isinstance(v, bool),
            "number": lambda v: isinstance(v, (int, float)) and not isinstance(v, bool),
            "array": lambda v: isinstance(v, list),
            "object": lambda v: isinstance(v, dict),
        }.get(kind)
        if right and not right(value):
            yield f"{place}: {value!r:.60} is no {kind}"
            return
        if "enum" in schema and value not in schema["enum"]:
            yield f"{place}: {value!r} is none of {', '.join(map(str, schema['enum']))}"
        if isinstance(value, str) and len(value) > schema.get("maxLength", len(value)):
            yield f"{place}: longer than {schema['maxLength']}"
        if kind == "array":
            for number, item in enumerate(value):
                yield from self.problems(item, schema.get("items", {}), f"{place}[{number}]", is_request)
        if kind == "object" and "properties" in schema:
            yield from self._members(value, schema, place, is_request)

    def _members(self, value, schema, place, is_request):
        known = schema["properties"]
        for name, member in value.items():
            if name in known:
                yield from self.problems(member, known[name], f"{place}.{name}", is_request)
            elif not schema.get("additionalProperties"):
                yield f"{place}.{name}: no such property"
        for name in schema.get("required", []):
            if name not in value:
                yield f"{place}.{name}: is missing"

    def text_problems(self, text, schema, place):
        """The same for a query option, whose values are text."""
        schema = self.resolve(schema)
        if schema.get("type") == "array":
            yield from self.text_problems(text, schema.get("items", {}), place)
            return
        value = text
        try:
            if schema.get("type") == "integer":
                value = int(text)
            elif schema.get("type") == "boolean":
                value = {"true": True, "false": False}[text.lower()]
        except (ValueError, KeyError):
            yield f"{place}: {text!r} is no {schema['type']}"
            return
        if "enum" in schema and value not in schema["enum"]:
            yield f"{place}: {text!r} is none of {', '.join(map(str, schema['enum']))}"
