"""Microsoft's own sign-in library against the simulated Entra, over TLS because it takes no other authority."""
import json
import time

import msal
import requests

from .certificates import AppCertificate
from .verdicts import Judge, equal, expect

SCOPE = ["https://graph.microsoft.com/.default"]


class _Session(requests.Session):
    """Trusts the run's own authority, and finds Microsoft's host, which msal asks for the names of instances, at the front."""

    def __init__(self, front, authority):
        super().__init__()
        self.root, self.verify, self.trust_env = front.root, authority, False

    def request(self, method, url, *args, **options):
        url = url.replace("https://login.microsoftonline.com/", self.root + "/", 1)
        return super().request(method, url, *args, **options)


def _app(front, authority, environment, credential, **options):
    return msal.ConfidentialClientApplication(
        options.pop("client", environment["AZURE_CLIENT_ID"]), client_credential=credential,
        authority=f"{front.root}/{options.pop('tenant', environment['AZURE_TENANT_ID'])}",
        instance_discovery=options.pop("discovery", f"{front.root}/common/discovery/instance"),
        http_client=_Session(front, authority), **options)


def judge(front, authority, simulator):
    said = Judge("msal", "msal")
    environment = simulator.environment
    secret = environment["AZURE_CLIENT_SECRET"]

    app = None
    with said.check("discovers the instance and the tenant"):
        app = _app(front, authority, environment, secret)
        equal(app.authority.tenant, environment["AZURE_TENANT_ID"], "the tenant")
        equal(app.authority.token_endpoint, f"{front.root}/{environment['AZURE_TENANT_ID']}/oauth2/v2.0/token")
    if app is None:
        return said
    with said.check("gets a token with a client secret"):
        first = app.acquire_token_for_client(SCOPE)
        expect("access_token" in first, first)
        expect(3300 <= first["expires_in"] <= 5400, first["expires_in"])
        equal(first["token_source"], "identity_provider")
    with said.check("takes the second token from its cache"):
        second = app.acquire_token_for_client(SCOPE)
        equal(second["token_source"], "cache")
        equal(second["access_token"], first["access_token"])
    with said.check("gets another token when the cached one is removed"):
        app.remove_tokens_for_client()
        third = app.acquire_token_for_client(SCOPE)
        equal(third["token_source"], "identity_provider")
        expect(third["access_token"] != first["access_token"], "the same token came again")
    with said.check("a token opens Graph"):
        answer = _Session(front, authority).get(
            f"{front.root}/v1.0/users?$top=1", headers={"Authorization": f"Bearer {third['access_token']}"}, timeout=60)
        equal(answer.status_code, 200)
        expect(answer.json()["@odata.nextLink"].startswith(f"{front.root}/v1.0/users?"), answer.text[:300])
    with said.check("finds the tenant by its domain"):
        domain = json.loads(answer.text)["value"][0]["userPrincipalName"].split("@")[1]
        byname = _app(front, authority, environment, secret, tenant=domain.lower())
        expect("access_token" in byname.acquire_token_for_client(SCOPE))
    for sentence, change, credential, code in [
        ("is told that a secret is wrong", {}, "wrong", 7000215),
        ("is told that an app is unknown", {"client": "11111111-2222-3333-4444-555555555555"}, secret, 700016),
    ]:
        with said.check(sentence):
            refusal = _app(front, authority, environment, credential, **change).acquire_token_for_client(SCOPE)
            expect("error" in refusal and "access_token" not in refusal, refusal)
            expect(code in refusal.get("error_codes", []), refusal)
            expect(f"AADSTS{code}" in refusal["error_description"], refusal)
            for member in ("correlation_id", "trace_id", "timestamp", "error_uri"):
                expect(member in refusal, member)
    with said.check("is told that a tenant is unknown"):
        try:
            _app(front, authority, environment, secret, tenant="no.such.tenant.example")
        except ValueError as error:
            expect("no.such.tenant.example" in str(error), error)
        else:
            raise AssertionError("an unknown tenant was accepted")
    with said.check("is told that a scope is wrong"):
        refusal = app.acquire_token_for_client(["https://graph.microsoft.com/User.Read.All"])
        expect(70011 in refusal.get("error_codes", []) or 1002012 in refusal.get("error_codes", []), refusal)

    _certificate(said, front, authority, simulator)
    _device_code(said, front, authority, simulator)
    return said


def _certificate(said, front, authority, simulator):
    environment = simulator.environment
    other = AppCertificate()
    for kind, credential in [
        ("SHA-256", {"private_key": other.private_key, "public_certificate": other.public, "thumbprint": None}),
        ("SHA-1", {"private_key": other.private_key, "thumbprint": other.sha1}),
    ]:
        credential = {k: v for k, v in credential.items() if v is not None}
        with said.check(f"is told that a certificate is not registered ({kind} thumbprint)"):
            refusal = _app(front, authority, environment, credential).acquire_token_for_client(SCOPE)
            expect(700027 in refusal.get("error_codes", []), refusal)
    if simulator.certificate is None:
        said.skip("signs in with a certificate", "the simulator was started without one")
        return
    with said.check("gets a token with a registered certificate"):
        mine = simulator.certificate
        app = _app(front, authority, environment, {"private_key": mine.private_key, "public_certificate": mine.public})
        expect("access_token" in (answer := app.acquire_token_for_client(SCOPE)), answer)


def _device_code(said, front, authority, simulator):
    environment = simulator.environment
    public = None
    with said.check("makes a public client"):
        public = msal.PublicClientApplication(
            environment["AZURE_CLIENT_ID"], authority=f"{front.root}/{environment['AZURE_TENANT_ID']}",
            instance_discovery=False, http_client=_Session(front, authority))
    offered = _Session(front, authority).post(
        f"{front.root}/{environment['AZURE_TENANT_ID']}/oauth2/v2.0/devicecode",
        data={"client_id": environment["AZURE_CLIENT_ID"], "scope": "User.Read"}, timeout=60)
    if public is None or offered.status_code == 404:
        said.skip("signs a person in with a device code", "the simulator does not offer it")
        return
    with said.check("signs a person in with a device code, and renews without asking"):
        flow = public.initiate_device_flow(["User.Read"])
        expect("user_code" in flow, flow)
        # The person: opens the page and types the code.
        page = _Session(front, authority).get(flow["verification_uri"], params={"code": flow["user_code"]}, timeout=60)
        equal(page.status_code, 200, "the page for the code")
        flow["expires_at"] = time.time() + 60
        answer = public.acquire_token_by_device_flow(flow)
        expect("access_token" in answer, answer)
        expect(answer["id_token_claims"]["sub"], answer["id_token_claims"])
        accounts = public.get_accounts()
        equal([account["username"] for account in accounts], [answer["id_token_claims"]["preferred_username"]], "the accounts")
        renewed = public.acquire_token_silent(["User.Read"], account=accounts[0], force_refresh=True)
        expect(renewed and "access_token" in renewed, renewed)
        expect(renewed["access_token"] != answer["access_token"], "the same token came again")
