"""Our SCIM client against a SCIM server that nobody here wrote: genesys-link on scim2-server, with Genesys Cloud's extension added.

Sign-in, Microsoft Graph and what is Genesys Cloud's own come from the simulator; the users come from scim2-server, which holds to RFC 7644.
Linking and taking the link away must leave the same users behind as on the simulator alone.
"""
import base64
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request

from scim2_server.utils import load_json_resource

from .served import BIN, Front, Simulator
from .verdicts import Judge, equal, expect

URN = "urn:ietf:params:scim:schemas:extension:genesys:purecloud:2.0:User"
USER = "urn:ietf:params:scim:schemas:core:2.0:User"
TOKEN = "token-of-the-judge"


def _attribute(name, kind="string", many=False, sub=None):
    value = {"name": name, "type": kind, "multiValued": many, "required": False, "caseExact": True, "mutability": "readWrite",
             "returned": "default", "uniqueness": "none", "description": name}
    return value | ({"subAttributes": sub} if sub else {})


EXTENSION = {
    "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Schema"], "id": URN, "name": "Genesys Cloud user", "description": "External ids",
    "attributes": [_attribute("externalIds", "complex", True, [_attribute("authority"), _attribute("value")])],
}


class SCIMServer:
    def __init__(self, folder):
        schemas = [item for item in load_json_resource("default-schemas.json")] + [EXTENSION]
        kinds = load_json_resource("default-resource-types.json")
        for kind in kinds:
            if kind["schema"] == USER:
                kind["schemaExtensions"] = [{"schema": URN, "required": False}]
        files = []
        for name, value in (("schemas", schemas), ("kinds", kinds)):
            files.append(os.path.join(folder, f"{name}.json"))
            with open(files[-1], "w", encoding="utf-8") as file:
                json.dump(value, file)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        program = os.path.join(os.path.dirname(sys.executable), "scim2-server")
        self.log = open(os.path.join(folder, "scim2-server.log"), "w+", encoding="utf-8")
        self.process = subprocess.Popen(
            [program, "--schema", files[0], "--resource-type", files[1], "--port", str(self.port)],
            stdout=self.log, stderr=subprocess.STDOUT)

    def __enter__(self):
        for _ in range(200):
            try:
                self.call("GET", "/ServiceProviderConfig")
                return self
            except OSError:
                if self.process.poll() is not None:
                    break
                time.sleep(0.05)
        self.log.seek(0)
        raise SystemExit(f"scim2-server does not answer: {self.log.read()[-1000:]}")

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()
        self.log.close()

    def call(self, method, path, body=None):
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/v2{path}", json.dumps(body).encode() if body else None,
            {"Content-Type": "application/scim+json"}, method=method)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)

    def users(self):
        """Every user by name: telephone numbers, external ids, activity."""
        found = self.call("GET", "/Users?count=1000")["Resources"]
        return {user["userName"].lower(): _shape(user) for user in found}


def _shape(user):
    numbers = sorted((number["type"], number["value"]) for number in user.get("phoneNumbers", []))
    links = sorted((link["authority"], link["value"]) for link in user.get(URN, {}).get("externalIds", []))
    return {"active": user.get("active"), "numbers": numbers, "links": links}


def _genesys_users(simulator):
    """The simulator's users, as a SCIM client reads them."""
    environment = simulator.environment
    basic = base64.b64encode(
        f"{environment['GENESYSCLOUD_OAUTHCLIENT_ID']}:{environment['GENESYSCLOUD_OAUTHCLIENT_SECRET']}".encode()).decode()
    request = urllib.request.Request(
        simulator.root + "/oauth/token", b"grant_type=client_credentials",
        {"Authorization": f"Basic {basic}", "Content-Type": "application/x-www-form-urlencoded"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        token = json.load(answer)["access_token"]
    users = []
    for activity in ("", "&filter=active%20eq%20false"):
        start = 1
        while True:
            names = urllib.parse.quote(f"userName,displayName,active,phoneNumbers,emails,{URN}:externalIds")
            request = urllib.request.Request(
                f"{simulator.root}/api/v2/scim/v2/users?startIndex={start}&count=25&attributes={names}{activity}",
                headers={"Authorization": f"Bearer {token}"})
            with urllib.request.urlopen(request, timeout=60) as answer:
                page = json.load(answer)
            users += page["Resources"]
            start += page["itemsPerPage"]
            if start > page["totalResults"] or not page["itemsPerPage"]:
                break
    return users


def _link(environment, ledger, *words):
    result = subprocess.run(
        [os.path.join(BIN, "genesys-link"), *words, "--yes", "--json", "--ledger", ledger], env=environment, stdin=subprocess.DEVNULL,
        capture_output=True, text=True, timeout=300)
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    return result.returncode, lines, result.stderr


def judge(certificate):
    del certificate  # nothing here needs TLS
    said = Judge("scim2-server", "scim2-server")
    if not os.path.exists(os.path.join(BIN, "genesys-link")):
        said.skip("everything", "there is no genesys-link in this checkout")
        return said
    with tempfile.TemporaryDirectory() as folder, SCIMServer(folder) as server, Simulator(
            "--consistency", "0", "--quick", "--limit-scale", "4") as simulator, Simulator(
            "--consistency", "0", "--quick", "--limit-scale", "4") as alone:
        people = _genesys_users(simulator)
        for user in people:
            server.call("POST", "/Users", {k: v for k, v in user.items() if k not in ("id", "meta")} | {"schemas": [USER, URN]})
        before = server.users()
        equal(len(before), len(people), "the users that were copied")

        def route(request):
            if found := re.fullmatch(r"/api/v2/scim(?:/v2)?/users(.*)", request["path"]):
                request["path"], request["port"] = "/v2/Users" + found.group(1), server.port
            return request

        with Front(simulator.port, change_request=route) as front:
            environment = simulator.clean_environment()
            for name in ("AZURE_AUTHORITY_HOST", "GRAPH_ENDPOINT", "GENESYS_ENDPOINT", "GENESYS_LOGIN_ENDPOINT"):
                environment[name] = front.root.replace("localhost", "127.0.0.1")
            counts = {}
            for word in ("apply", "remove"):
                with said.check(f"genesys-link {word} ends as it does on the simulator alone"):
                    code, lines, errors = _link(environment, os.path.join(folder, f"there-{word}"), word)
                    other, others, _ = _link(alone.clean_environment(), os.path.join(folder, f"alone-{word}"), word)
                    expect(lines, errors[-600:])
                    equal(code, other, f"the exit status ({errors[-300:]})")
                    counts[word] = lines[-1]["counts"]
                    equal(counts[word], others[-1]["counts"], "the counts")
                    expect(lines[-1]["counts"], lines[-1])
                with said.check(f"every user is then as on the simulator alone ({word})"):
                    there, here = server.users(), {user["userName"].lower(): _shape(user) for user in _genesys_users(alone)}
                    wrong = {name: (there.get(name), here[name]) for name in here if there.get(name) != here[name]}
                    expect(not wrong, f"{len(wrong)} of {len(here)} differ, e.g. {list(wrong.items())[:1]}")
            with said.check("linking changed somebody, and taking the link away left no Teams number or link"):
                after = server.users()
                expect(any(("microsoftteams" in dict(user["numbers"])) for user in before.values()), "nobody was linked before")
                expect(not any("microsoftteams" in dict(user["links"]) for user in after.values() if user["active"]), "a link is left")
    return said
