"""Breakages that a judge has to notice, planted one by one: a name, a way to break, and who has to object to what.

`plants.py [specs] [vendors] [msal|graph|ringcentral|genesys …]` plants only in recorded exchanges, or only between the vendors' clients
and the simulator.
"""
import copy
import json
import os
import re
import sys
import tempfile

from .certificates import ServerCertificate
from .exchanges import exchange_of
from .specs import Checker
from .vendor_clients import NAMES, run

HERE = os.path.dirname(os.path.abspath(__file__))
SPECS = os.environ.get("PATCHBAY_SPECS") or os.path.join(HERE, "..", "..", "..", "shared", "specs")


# Recorded exchanges: `sample.jsonl` holds what our clients send and the simulator answers, a line for each name.

def body(change):
    """Changes the body of a request as a value."""
    def plant(line):
        value = json.loads(line["body"])
        change(value)
        line["body"] = json.dumps(value)
    return plant


def answer(change):
    """Changes the body of an answer as a value."""
    def plant(line):
        value = json.loads(line["answer"])
        change(value)
        line["answer"] = json.dumps(value)
    return plant


def url(pattern, replacement):
    def plant(line):
        before = line["url"]
        line["url"] = re.sub(pattern, replacement, before, count=1)
        assert line["url"] != before, f"{pattern} is not in {before}"
    return plant


def field(name, value):
    def plant(line):
        assert name in line["fields"], f"there is no {name}"
        if value is None:
            del line["fields"][name]
        else:
            line["fields"][name] = value
    return plant


def put(*path):
    """Sets a member deep inside: put("a", 0, "b", value)."""
    *steps, last, value = path

    def change(at):
        for step in steps:
            at = at[step]
        at[last] = value
    return change


def rename(*path):
    """Renames a member deep inside: rename("a", 0, "old", "new")."""
    *steps, old, new = path

    def change(at):
        for step in steps:
            at = at[step]
        at[new] = at.pop(old)
    return change


def method(word):
    def plant(line):
        line["method"] = word
    return plant


IN_EXCHANGES = [
    # What a client of ours could get wrong.
    ("a wrong field name: the app is bound under another name", "install", body(rename("teamsApp@odata.bind", "app@odata.bind"))),
    ("a bind that leads to a user instead of an app", "install", body(put("teamsApp@odata.bind", "https://graph.microsoft.com/v1.0/users/1"))),
    ("a bind that is not a complete address", "install", body(put("teamsApp@odata.bind", "/appCatalogs/teamsApps/1"))),
    ("a body without its content type", "install", field("content-type", None)),
    ("a missing $ref: a member is posted to the collection itself", "member", url(r"/\$ref$", "")),
    ("a missing $ref: deleting the membership would delete the member", "unmember", url(r"/\$ref$", "")),
    ("a reference under the wrong name", "member", body(rename("@odata.id", "id"))),
    ("a wrong enum: an availability that is none", "setPresence", body(put("availability", "Occupied"))),
    ("a wrong enum: an activity for sessions where a preferred one is meant", "preferred", body(put("activity", "InACall"))),
    ("a missing parameter: a presence without its availability", "setPresence", body(lambda v: v.pop("availability"))),
    ("a duration in another notation", "setPresence", body(put("expirationDuration", "0:05:00"))),
    ("a property that users do not have", "users", url(r"displayName", "fullName")),
    ("a query option without its dollar sign", "users", url(r"\$select", "select")),
    ("a page that is too large", "users", url(r"(\$|%24)top=\d+", "$top=1000")),
    ("an unescaped quote in a literal", "filter", url(r"%27%", "%27O%27Brien%")),
    ("a filter on a property that is not there", "filter", url("displayName", "shownName")),
    ("a batch with an absolute address", "batch", body(put("requests", 0, "url", "https://graph.microsoft.com/v1.0/users/1"))),
    ("a batch that uses an id twice", "batch", body(lambda v: v["requests"].append(v["requests"][0]))),
    ("a batch of more than twenty", "batch", body(lambda v: v.update(requests=[v["requests"][0] | {"id": str(n)} for n in range(21)]))),
    ("a path of a batch item that is not there", "batch", body(put("requests", 0, "url", "/users/1/teamwork/apps"))),
    ("a wrong enum: a do-not-disturb status that is none", "rcpresence", body(put("dndStatus", "TakeNoCalls"))),
    ("a field that belongs to the other service", "rcpresence", body(put("availability", "Busy"))),
    ("a wrong method", "rcpresence", method("POST")),
    ("an option of another list", "directory", url("perPage", "pageSize")),
    ("a token request with a field twice", "rctoken", lambda line: line.update(body=line["body"] + "&grant_type=x")),
    ("an ignored entity tag: a SCIM write without If-Match", "scimpatch", field("if-match", None)),
    ("a SCIM operation in capitals", "scimpatch", body(put("Operations", 0, "op", "Add"))),
    ("a SCIM list under its lower-case name", "scimpatch", body(rename("Operations", "operations"))),
    # What the simulator could get wrong.
    ("an answer with a wrong field name", "users", answer(rename("value", 0, "displayName", "name"))),
    ("an answer with a text where a truth value belongs", "users", answer(put("value", 0, "accountEnabled", "true"))),
    ("an answer without its list", "users", answer(rename("value", "records"))),
    ("an answer with a wrong enum", "catalog", answer(put("value", 0, "distributionMethod", "shop"))),
    ("an availability that Graph does not have", "presences", answer(put("value", 0, "availability", "Occupied"))),
    ("a batch that answers what nobody asked", "batch", answer(put("responses", 0, "id", "stranger"))),
    ("a batch item with a status in text", "batch", answer(put("responses", 0, "status", "200"))),
    ("an extension whose id is a text", "extensions", answer(put("records", 0, "id", "101"))),
    ("a directory entry whose id is a number", "directory", answer(put("records", 0, "id", 101))),
    ("a presence that RingCentral does not have", "rcpresence", answer(put("presenceStatus", "Away"))),
    ("a SCIM list without its total", "scimlist", answer(lambda v: v.pop("totalResults"))),
    ("a SCIM user without a version", "scimlist", answer(lambda v: v["Resources"][0]["meta"].pop("version"))),
    ("a token answer with a misspelt name", "token", answer(rename("access_token", "acess_token"))),
    ("an answer that breaks off", "users", lambda line: line.update(answer=line["answer"][:-5])),
]


def judge_exchanges():
    if not os.path.exists(os.path.join(SPECS, "graph-v1.0.csdl")):
        print("planted in recorded exchanges: SKIPPED, the vendors' descriptions are not here (set PATCHBAY_SPECS)")
        return True
    checker = Checker(SPECS)
    with open(os.path.join(HERE, "sample.jsonl"), encoding="utf-8") as file:
        sample = {line["name"]: line for line in map(json.loads, file)}
    missed = [f"nothing is planted in {name}, and yet: {problems}" for name, line in sample.items()
              if (problems := checker.judge(exchange_of(line))[1])]
    noticed = 0
    for name, where, plant in IN_EXCHANGES:
        line = copy.deepcopy(sample[where])
        plant(line)
        problems = checker.judge(exchange_of(line))[1]
        if problems:
            noticed += 1
            if os.environ.get("VERBOSE"):
                print(f"  {name}: {problems[0]}")
        else:
            missed.append(f"nobody objects to {name}")
    print(f"planted in recorded exchanges: {len(IN_EXCHANGES)}, noticed by check-specs: {noticed}")
    for miss in missed:
        print(f"  MISSED: {miss}")
    return not missed


# Between the vendors' clients and the simulator: the front changes what passes. Each is as good as a broken simulator, or a broken client.

def in_answer(pattern, change):
    """Changes the JSON of answers to requests whose method and path match."""
    def front(request, answered):
        if re.search(pattern, f"{request['method']} {request['path']}") and answered["body"][:1] in (b"{", b"["):
            value = json.loads(answered["body"])
            change(value)
            answered["body"] = json.dumps(value).encode()
        return answered
    return {"change_answer": front}


def in_request(pattern, change):
    """Changes requests whose method and path match."""
    def front(request):
        if re.search(pattern, f"{request['method']} {request['path']}"):
            change(request)
        return request
    return {"change_request": front}


def without_header(name):
    def change(request):
        for key in list(request["headers"]):
            if key.lower() == name:
                del request["headers"][key]
    return change


def extended(name, value):
    def change(request):
        request["body"] = json.dumps(json.loads(request["body"]) | {name: value}).encode()
    return change


def twice(pattern):
    """Every matching request arrives twice; the client sees the first answer."""
    return {"repeats": lambda request: re.search(pattern, f"{request['method']} {request['path']}")}


def first_page_only(value):
    value.pop("@odata.nextLink", None)


def drop_last(name):
    def change(value):
        if value.get(name):
            value[name].pop()
    return change


BETWEEN = [
    ("msal", "a token answer with a misspelt name", "gets a token", in_answer(r"POST .*/token$", lambda v: v.update(acess_token=v.pop("access_token", "")))),
    ("msal", "an error without its codes", "is told that a secret", in_answer(r"POST .*/token$", lambda v: v.pop("error_codes", None))),
    ("msal", "a discovery document without a token endpoint", "discovers", in_answer(r"openid-configuration", lambda v: v.pop("token_endpoint"))),
    ("graph", "a double write: every install arrives twice", "installs an app", twice(r"POST .*/installedApps$")),
    ("graph", "a list whose next page is not linked", "pages through all users", in_answer(r"GET /v1.0/users\?", first_page_only)),
    ("graph", "a wrong field name in an answer", "reads the properties", in_answer(r"GET /v1.0/users\?", lambda v: [user.update(dept=user.pop("department", None)) for user in v.get("value", [])])),
    ("graph", "an answer missing from a batch", "sends twenty", in_answer(r"\$batch", drop_last("responses"))),
    ("graph", "a presence with a property that Graph does not have", "reads the presence of many", in_answer(r"getPresencesByUserId", lambda v: v["value"][0].update(strangeness=1))),
    ("graph", "a second install that is accepted", "is told that an app is there", {"change_answer": lambda request, answered: answered | {"status": 201, "body": b""} if answered["status"] == 409 else answered}),
    ("ringcentral", "a presence write that resets what it does not name", "changes a presence", in_request(r"PUT .*/presence", lambda r: "dndStatus" in json.loads(r["body"]) or extended("dndStatus", "TakeAllCalls")(r))),
    ("ringcentral", "a refresh token that does not rotate", "refreshes", in_answer(r"POST .*/oauth/token", lambda v: "refresh_token" in v and v.update(refresh_token="the-same"))),
    ("ringcentral", "a page that is left out", "pages through the extensions", in_answer(r"GET .*/extension\?", lambda v: v["navigation"].pop("nextPage", None))),
    ("genesys", "an ignored entity tag", "with an entity tag", in_request(r"PATCH .*/scim/", without_header("if-match"))),
    ("genesys", "a filter that is ignored", "finds a user by name", in_request(r"GET .*/users\?.*filter", lambda r: r.update(path=re.sub(r"filter=[^&]*", "", r["path"])))),
    ("genesys", "a user whose version is missing", "pages through the users", in_answer(r"GET .*/scim/v2/users\?", lambda v: [user["meta"].pop("version") for user in v["Resources"]])),
]


def judge_clients(folder, only):
    certificate = ServerCertificate(folder)
    missed, noticed = [], 0
    plants = [plant for plant in BETWEEN if not only or plant[0] in only]
    for judge, name, sentence, changes in plants:
        said = run(judge, certificate, **changes)
        if any(sentence in failure for failure in said.failures):
            noticed += 1
            if os.environ.get("VERBOSE"):
                print(f"  {judge}: {name}: {next(f for f in said.failures if sentence in f)[:200]}")
        else:
            missed.append(f"{judge} does not object to {name} (in “{sentence} …”; failures: {said.failures})")
    print(f"planted between client and simulator: {len(plants)}, noticed by the vendors' clients: {noticed}")
    for miss in missed:
        print(f"  MISSED: {miss}")
    return not missed


def main(wanted):
    good = True
    if not wanted or "specs" in wanted:
        good = judge_exchanges() and good
    if wanted != ["specs"]:
        with tempfile.TemporaryDirectory() as folder:
            good = judge_clients(folder, [name for name in wanted if name in NAMES]) and good
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
