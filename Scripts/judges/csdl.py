"""Judges exchanges with Microsoft Graph by its metadata document (OData 4 CSDL)."""
import json
import re
import urllib.parse
import xml.etree.ElementTree as ET

EDM = "{http://docs.oasis-open.org/odata/ns/edm}"
GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
TEXTS = {
    "Edm.Guid": GUID,
    "Edm.DateTimeOffset": re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)"),
    "Edm.Date": re.compile(r"\d{4}-\d\d-\d\d"),
    "Edm.Duration": re.compile(r"-?P(?=.)(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?"),
}
OPTIONS = {"$select", "$expand", "$filter", "$orderby", "$search", "$top", "$skip", "$count", "$skiptoken", "$deltatoken", "$format"}
FUNCTIONS = {"startswith", "endswith", "contains", "tolower", "toupper", "length", "substring", "indexof", "concat", "trim"}
WORDS = {"and", "or", "not", "eq", "ne", "gt", "ge", "lt", "le", "in", "has", "any", "all", "true", "false", "null", "asc", "desc"}


class Kind:
    def __init__(self, element, namespace):
        self.name = f"{namespace}.{element.get('Name')}"
        self.base = element.get("BaseType")
        self.is_open = element.get("OpenType") == "true"
        self.is_entity = element.tag == EDM + "EntityType"
        self.properties = {p.get("Name"): p.get("Type") for p in element.findall(EDM + "Property")}
        self.navigation = {p.get("Name"): p.get("Type") for p in element.findall(EDM + "NavigationProperty")}


class CSDL:
    def __init__(self, file, extra=(), words=()):
        """`extra` are properties that the document lacks, `words` members of enumerations, by type."""
        root = ET.parse(file).getroot()
        self.types, self.enums, self.sets, self.singletons = {}, {}, {}, {}
        self.actions, self.functions, self.aliases = {}, {}, {}
        for schema in root.iter(EDM + "Schema"):
            namespace = schema.get("Namespace")
            if schema.get("Alias"):
                self.aliases[schema.get("Alias")] = namespace
            for element in schema:
                if element.tag in (EDM + "EntityType", EDM + "ComplexType"):
                    kind = Kind(element, namespace)
                    self.types[kind.name] = kind
                elif element.tag == EDM + "EnumType":
                    self.enums[f"{namespace}.{element.get('Name')}"] = {m.get("Name") for m in element.findall(EDM + "Member")}
                elif element.tag in (EDM + "Action", EDM + "Function"):
                    found = element.findall(EDM + "Parameter")
                    parameters = [(p.get("Name"), p.get("Type")) for p in found]
                    needed = {p.get("Name").lower() for p in found[1:] if p.get("Nullable") == "false"}
                    answer = element.find(EDM + "ReturnType")
                    table = self.actions if element.tag == EDM + "Action" else self.functions
                    if element.get("IsBound") == "true":
                        table.setdefault(element.get("Name"), []).append(
                            (parameters[0][1], dict(parameters[1:]), needed, answer.get("Type") if answer is not None else None))
            for container in schema.findall(EDM + "EntityContainer"):
                for element in container:
                    if element.tag == EDM + "EntitySet":
                        self.sets[element.get("Name")] = element.get("EntityType")
                    elif element.tag == EDM + "Singleton":
                        self.singletons[element.get("Name")] = element.get("Type")
        for row in words:
            self.enums[row["type"]] |= set(row["members"])
        self.known = {}
        for row in extra:
            kind = self.types[row["type"]]
            kind.properties.update(row.get("properties", {}))
            kind.navigation.update(row.get("navigation", {}))

    # Types

    def full(self, name):
        head, _, tail = name.rpartition(".")
        return f"{self.aliases.get(head, head)}.{tail}"

    def chain(self, name):
        """A type and what it is derived from."""
        while name:
            kind = self.types.get(self.full(name))
            if kind is None:
                return
            yield kind
            name = kind.base

    def derived(self, name):
        name = self.full(name)
        return [kind for kind in self.types.values() if any(one.name == name for one in self.chain(kind.name))]

    def member(self, name, member, with_derived=False):
        """The type of a property or navigation property."""
        key = (name, with_derived)
        if key not in self.known:
            kinds = list(self.chain(name))
            if with_derived:
                kinds += [one for kind in self.derived(name) for one in self.chain(kind.name)]
            members = {}
            for kind in reversed(kinds):
                members |= kind.navigation | kind.properties
            self.known[key] = members
        return self.known[key].get(member)

    def is_navigation(self, name, member):
        return any(member in kind.navigation for kind in self.chain(name))

    @staticmethod
    def element(name):
        """The type of an element of a collection; whether it is one."""
        found = re.fullmatch(r"Collection\((.+)\)", name)
        return (found.group(1), True) if found else (name, False)

    # Paths

    class Unknown(Exception):
        pass

    class Target:
        def __init__(self, kind, what, many=False, parameters=None, owner=None, needed=frozenset()):
            self.kind, self.what, self.many, self.needed = kind, what, many, needed
            self.parameters, self.owner = parameters, owner

    def resolve(self, segments):
        """What a path leads to."""
        if segments == ["$batch"]:
            return self.Target(None, "batch")
        if not segments:
            raise self.Unknown("the path is empty")
        head, key = self.keyed(segments[0])
        if head in self.sets:
            at = self.Target(self.sets[head], "set", many=True)
            if key is not None:
                at = self.Target(at.kind, "entity")
        elif head in self.singletons:
            at = self.Target(self.singletons[head], "entity")
        else:
            raise self.Unknown(f"there is no set {head!r}")
        rest = segments[1:]
        while rest:
            at, used = self.step(at, rest)
            rest = rest[used:]
        return at

    @staticmethod
    def keyed(segment):
        found = re.fullmatch(r"([A-Za-z]+)\((.*)\)", segment)
        return (found.group(1), found.group(2)) if found else (segment, None)

    def step(self, at, rest):
        segment = rest[0]
        if segment == "$ref" and at.what in ("navigation", "entity", "set"):
            return self.Target(at.kind, "ref", many=at.many, owner=at.owner), 1
        if segment == "$count" and at.many:
            return self.Target("Edm.Int32", "count", owner=at.kind), 1
        if segment == "$value":
            return self.Target("Edm.Stream", "value"), 1
        if at.kind is None:
            raise self.Unknown(f"nothing follows {at.what}")
        if segment.startswith("microsoft.graph.") and self.full(segment) in self.types:
            if not any(one.name == self.full(at.kind) for one in self.chain(segment)):
                raise self.Unknown(f"{segment} is not derived from {at.kind}")
            return self.Target(segment, at.what, at.many), 1
        name, key = self.keyed(segment)
        name = name.removeprefix("microsoft.graph.")
        for table, what in ((self.actions, "action"), (self.functions, "function")):
            for bound, parameters, needed, answer in table.get(name, []):
                element, many = self.element(bound)
                if many == at.many and any(one.name == self.full(element) for one in self.chain(at.kind)):
                    kind, is_many = self.element(answer) if answer else (None, False)
                    return self.Target(kind, what, is_many, parameters, needed=needed), 1
        if at.many:
            return self.Target(at.kind, "entity", owner=at.owner), 1
        member = self.member(at.kind, name)
        if member is None:
            raise self.Unknown(f"{at.kind} has no {name!r}")
        kind, many = self.element(member)
        what = "navigation" if self.is_navigation(at.kind, name) else "property"
        if key is not None:
            return self.Target(kind, "entity"), 1
        return self.Target(kind, what, many, owner=at.kind), 1

    # Judging

    def judge(self, exchange, nested=False):
        """The operation, and its problems; `None` if the path is not in the document."""
        segments = exchange.segments[0 if nested else 1:]
        try:
            target = self.resolve(segments)
        except self.Unknown as error:
            return None if not nested else (f"{exchange.method} {exchange.path}", [str(error)])
        problems = []
        if exchange.judges_request:
            problems += self.method_problems(exchange, target)
            problems += self.query_problems(exchange, target)
            problems += self.body_problems(exchange, target)
        if exchange.judges_answer and exchange.status is not None:
            problems += self.answer_problems(exchange, target)
        if target.what == "batch":
            problems += self.batch_problems(exchange)
        return f"{exchange.method} /{self.template(segments)}", problems

    def template(self, segments):
        """The path without its keys."""
        names, at = [], None
        for number, segment in enumerate(segments):
            before = at
            at = self.resolve(segments[:number + 1])
            is_key = before is not None and before.many and at.what == "entity"
            names.append("{id}" if is_key else re.sub(r"\(.*\)", "({key})", segment))
        return "/".join(names)

    def method_problems(self, exchange, target):
        legal = {
            "set": {"GET", "POST"}, "navigation": {"GET", "POST", "PATCH", "PUT", "DELETE"},
            "entity": {"GET", "PATCH", "PUT", "DELETE"}, "action": {"POST"}, "function": {"GET"}, "count": {"GET"},
            "ref": {"GET", "POST", "PUT", "DELETE"}, "batch": {"POST"}, "property": {"GET", "PUT", "PATCH", "DELETE"},
            "value": {"GET", "PUT"},
        }[target.what]
        if target.what == "navigation" and not target.many:
            legal = legal - {"POST"}
        if target.what == "navigation" and target.many and exchange.method == "POST" and (
                target.kind.endswith(".directoryObject")):
            yield "method: members of a directory collection are added at its $ref"
        if target.what == "entity" and exchange.method == "DELETE" and (target.owner or "").endswith(".group"):
            yield "method: without $ref this deletes the member itself, not the membership"
        if exchange.method not in legal:
            yield f"method: {exchange.method} on a {target.what}"

    def query_problems(self, exchange, target):
        if target.what == "count":
            target = self.Target(target.owner, "set", many=True)
        for name, value in exchange.query:
            if name not in OPTIONS:
                yield f"query {name}: no such option"
            elif name == "$top" and not (value.isdigit() and 1 <= int(value) <= 999):
                yield f"query $top: {value}"
            elif name == "$count" and value not in ("true", "false"):
                yield f"query $count: {value}"
            elif name == "$select" and target.kind:
                for one in value.split(","):
                    if self.path_type(target.kind, one.strip()) is None:
                        yield f"query $select: {target.kind} has no {one!r}"
            elif name == "$expand" and target.kind:
                for one in re.split(r",(?![^(]*\))", value):
                    inner, options = self.keyed(one.strip()) if "(" in one else (one.strip(), None)
                    if not any(inner in kind.navigation for kind in self.chain(target.kind)):
                        yield f"query $expand: {target.kind} has no {inner!r} to expand"
            elif name == "$orderby" and target.kind:
                for one in value.split(","):
                    if self.path_type(target.kind, one.split()[0]) is None:
                        yield f"query $orderby: {target.kind} has no {one!r}"
            elif name == "$filter" and target.kind:
                yield from self.filter_problems(value, target.kind)
            elif name == "$search" and target.kind:
                for clause in re.findall(r'"([^":]+):', value):
                    if self.path_type(target.kind, clause) is None:
                        yield f"query $search: {target.kind} has no {clause!r}"

    def path_type(self, kind, path):
        """The type at the end of a path of properties, such as `teamsApp/id`."""
        for part in path.split("/"):
            if part == "$count":
                return "Edm.Int32"
            kind = self.member(self.element(kind)[0], part, with_derived=True)
            if kind is None:
                return None
        return kind

    def filter_problems(self, text, kind):
        """Whether a filter is made of literals that are closed, known functions, and properties that exist."""
        rest = re.sub(r"'(?:[^']|'')*'", " ", text)
        if "'" in rest:
            yield f"query $filter: a quote is not closed in {text!r}"
            return
        if rest.count("(") != rest.count(")"):
            yield f"query $filter: a bracket is not closed in {text!r}"
        variables = dict.fromkeys(re.findall(r"\b(\w+)\s*:", rest))
        scopes = dict(re.findall(r"([\w/]+)/(?:any|all)\(\s*(\w+)\s*:", rest))
        owner = {variable: path for path, variable in scopes.items()}
        rest = GUID.sub(" ", rest)
        for word in re.findall(r"[A-Za-z_$][\w/$.]*", rest):
            if word.lower() in WORDS or word.lower() in FUNCTIONS or word in variables:
                continue
            word = re.sub(r"/(any|all)$", "", word)
            head, _, tail = word.partition("/")
            base, path = (self.path_type(kind, owner[head]) or kind, tail) if head in owner else (kind, word)
            if self.path_type(self.element(base)[0], path) is None:
                yield f"query $filter: {base} has no {path!r}"

    def body_problems(self, exchange, target):
        if target.what == "batch":
            return
        if not exchange.body:
            if exchange.method in ("POST", "PATCH") and target.what in ("set", "navigation", "ref"):
                yield "body: is missing"
            if target.what == "action" and target.needed and exchange.method == "POST":
                yield "body: is missing"
            return
        if not exchange.is_json(exchange.fields):
            yield "body: Content-Type is not JSON"
        try:
            value = exchange.request_json()
        except ValueError:
            yield "body: is not JSON"
            return
        if target.what == "action":
            known = {name.lower(): kind for name, kind in target.parameters.items()}
            for name, member in value.items():
                if name.lower() not in known:
                    yield f"body.{name}: no such parameter"
                else:
                    yield from self.value_problems(member, known[name.lower()], f"body.{name}", True)
            for name in target.needed - {name.lower() for name in value}:
                yield f"body.{name}: is missing"
        elif target.what == "ref":
            if set(value) != {"@odata.id"}:
                yield f"body: a reference is {{\"@odata.id\": …}}, not {sorted(value)}"
            else:
                yield from self.link_problems(value["@odata.id"], target.kind, "body.@odata.id")
        else:
            yield from self.value_problems(value, target.kind, "body", True)

    def link_problems(self, link, kind, place):
        """Whether an address in a body leads to an entity of a kind."""
        parts = urllib.parse.urlsplit(link)
        segments = [urllib.parse.unquote(one) for one in parts.path.split("/") if one]
        if not parts.scheme or not segments or segments[0] not in ("v1.0", "beta"):
            yield f"{place}: {link!r} is no complete address of Graph"
            return
        try:
            target = self.resolve(segments[1:])
        except self.Unknown as error:
            yield f"{place}: {error}"
            return
        related = {one.name for one in self.chain(target.kind)} | {one.name for one in self.derived(target.kind)}
        if target.what != "entity" or self.full(kind) not in related:
            yield f"{place}: leads to {target.what} {target.kind}, not to a {kind}"

    def value_problems(self, value, kind, place, is_request):
        kind, many = self.element(kind)
        if many:
            if value is None and not is_request:
                return
            if not isinstance(value, list):
                yield f"{place}: {value!r:.60} is no list"
                return
            for number, item in enumerate(value):
                yield from self.value_problems(item, kind, f"{place}[{number}]", is_request)
            return
        if value is None:
            return
        if kind.startswith("Edm."):
            yield from self.primitive_problems(value, kind, place)
        elif self.full(kind) in self.enums:
            words = self.enums[self.full(kind)]
            if not isinstance(value, str) or not set(value.split(",")) <= words:
                yield f"{place}: {value!r} is none of {', '.join(sorted(words))}"
        elif not isinstance(value, dict):
            yield f"{place}: {value!r:.60} is no {kind}"
        else:
            yield from self.object_problems(value, kind, place, is_request)

    def primitive_problems(self, value, kind, place):
        good = {
            "Edm.Boolean": isinstance(value, bool),
            "Edm.Int16": isinstance(value, int), "Edm.Int32": isinstance(value, int), "Edm.Int64": isinstance(value, (int, str)),
            "Edm.Double": isinstance(value, (int, float)), "Edm.Single": isinstance(value, (int, float)),
        }.get(kind, isinstance(value, str))
        if isinstance(value, bool) and kind != "Edm.Boolean" or not good:
            yield f"{place}: {value!r:.60} is no {kind}"
        elif kind in TEXTS and not TEXTS[kind].fullmatch(value):
            yield f"{place}: {value!r:.60} is no {kind}"

    def object_problems(self, value, kind, place, is_request):
        said = value.get("@odata.type", "").removeprefix("#")
        if said:
            if self.full(said) not in self.types:
                yield f"{place}.@odata.type: there is no {said}"
            else:
                kind = said
        for name, member in value.items():
            base, _, annotation = name.partition("@")
            if not base:
                if annotation not in ("odata.type", "odata.id", "odata.etag", "odata.context", "odata.editLink", "removed"):
                    yield f"{place}.{name}: no such annotation"
                continue
            known = self.member(kind, base, with_derived=not said and not is_request)
            if known is None:
                yield f"{place}.{base}: {kind} has no such property"
            elif annotation == "odata.bind":
                element, many = self.element(known)
                links = member if isinstance(member, list) else [member]
                if many != isinstance(member, list):
                    yield f"{place}.{name}: {'a list' if many else 'one address'} is bound"
                for link in links:
                    yield from self.link_problems(link, element, f"{place}.{name}")
            elif annotation:
                if annotation not in ("odata.context", "odata.count", "odata.nextLink", "odata.type", "delta"):
                    yield f"{place}.{name}: no such annotation"
                elif annotation == "delta" and not isinstance(member, list):
                    yield f"{place}.{name}: is no list"
            else:
                yield from self.value_problems(member, known, f"{place}.{name}", is_request)

    def answer_problems(self, exchange, target):
        if target.what == "batch" or exchange.answer in (None, ""):
            return
        if not exchange.is_json(exchange.answer_fields):
            return  # a broken gateway's page is no answer of the service
        value = exchange.answer_json()
        if exchange.status >= 400:
            error = value.get("error")
            if not isinstance(error, dict) or not {"code", "message"} <= set(error):
                yield "answer: an error has code and message"
            return
        if target.what == "count" or not isinstance(value, dict):
            return
        if target.many and exchange.method == "GET" or target.what in ("action", "function") and target.many:
            for name in value:
                if name not in ("value", "@odata.context", "@odata.count", "@odata.nextLink", "@odata.deltaLink"):
                    yield f"answer.{name}: a list has no such member"
            if "value" not in value:
                yield "answer.value: is missing"
                return
            selected = dict(exchange.query).get("$select")
            yield from self.value_problems(value["value"], f"Collection({target.kind})", "answer.value", False)
            if target.what != "function":
                for item in value["value"]:
                    if "id" not in item and (selected is None or "id" in selected.split(",")):
                        yield "answer.value: an element has no id"
        elif target.kind:
            yield from self.value_problems(value, target.kind, "answer", False)

    def batch_problems(self, exchange):
        """The items of a batch, each as a request of its own."""
        value = exchange.request_json() or {}
        requests = value.get("requests", [])
        if exchange.judges_request:
            if not 1 <= len(requests) <= 20:
                yield f"body.requests: {len(requests)} of them; 1 to 20 are taken"
            names = [str(item.get("id")).lower() for item in requests]
            if len(set(names)) != len(names):
                yield "body.requests: an id is used twice"
        answers = {}
        if exchange.judges_answer and exchange.status == 200 and exchange.answer:
            try:
                answers = {item["id"]: item for item in exchange.answer_json()["responses"]}
            except (KeyError, TypeError):
                yield "answer: is no list of responses with ids"
        if extra := set(answers) - {item.get("id") for item in requests}:
            yield f"answer.responses: {len(extra)} that nobody asked for"
        for item in requests:
            for problem in self.item_problems(exchange, item, answers.get(item.get("id"))):
                yield f"item {item.get('method')} {item.get('url', '').split('?')[0]}: {problem}"

    def item_problems(self, exchange, item, answer):
        unknown = set(item) - {"id", "method", "url", "headers", "body", "dependsOn"}
        if unknown and exchange.judges_request:
            yield f"{sorted(unknown)}: no such member"
        if "://" in item.get("url", ""):
            if exchange.judges_request:
                yield "url: is not relative"
            return
        fields = {name.lower(): value for name, value in (item.get("headers") or {}).items()}
        inner = type(exchange)(
            item["method"], exchange.url.split("/v1.0/")[0] + "/" + item["url"].lstrip("/"), fields,
            json.dumps(item["body"]) if item.get("body") is not None else None, None, {}, None,
            exchange.judges_request, False, exchange.may_be_damaged)
        if answer is not None:
            inner.status = answer.get("status")
            inner.answer_fields = {k.lower(): v for k, v in (answer.get("headers") or {}).items()}
            inner.answer = json.dumps(answer["body"]) if answer.get("body") is not None else None
            inner.judges_answer = True
            if not isinstance(inner.status, int):
                yield f"status: {inner.status!r} is no number"
                return
        yield from self.judge(inner, nested=True)[1]
