"""RingCentral's own SDK against the simulated platform."""
from ringcentral import SDK
from ringcentral.http.api_exception import ApiException

from .receiver import Receiver
from .verdicts import Judge, equal, expect


def judge(front, authority, simulator):
    said = Judge("ringcentral", "ringcentral")
    environment = simulator.environment
    sdk = SDK(environment["RC_APP_CLIENT_ID"], environment["RC_APP_CLIENT_SECRET"], front.root, "Judge", "1")
    platform = sdk.platform()

    with said.check("signs in with a JWT"):
        answer = platform.login(jwt=environment["RC_USER_JWT"]).json_dict()
        equal(answer["token_type"].lower(), "bearer")
        expect(platform.auth().access_token_valid() and platform.auth().refresh_token_valid(), answer)
        expect("ReadPresence" in answer["scope"].split(), answer["scope"])
    if not platform.auth().access_token():
        return said
    with said.check("refreshes, and the refresh token rotates"):
        before = platform.auth().data()
        platform.refresh()
        after = platform.auth().data()
        expect(before["access_token"] != after["access_token"], "the access token is the same")
        expect(before["refresh_token"] != after["refresh_token"], "the refresh token is the same")
    with said.check("reads the account and its own extension"):
        account = platform.get("/account/~").json_dict()
        expect(isinstance(account["id"], int) and account["status"], account)
        me = platform.get("/account/~/extension/~").json_dict()
        equal(str(me["id"]), str(platform.auth().data()["owner_id"]))

    extensions, entries = [], []
    with said.check("pages through the extensions by the links"):
        page = platform.get("/account/~/extension", {"perPage": 13, "page": 1}).json_dict()
        while True:
            extensions += page["records"]
            link = page["navigation"].get("nextPage", {}).get("uri")
            if not link:
                break
            page = platform.get(link).json_dict()
        expect(len(extensions) > 13 and all(isinstance(item["id"], int) for item in extensions), len(extensions))
        equal(len({item["id"] for item in extensions}), len(extensions))
    with said.check("pages through the directory, whose ids are texts"):
        page, pages = 1, None
        while True:
            answer = platform.get(
                "/account/~/directory/entries", {"perPage": 20, "page": page, "showFederated": "false"}).json_dict()
            entries += answer["records"]
            # Only the first page is sure to have the totals.
            pages = answer["paging"].get("totalPages", pages)
            if page >= pages:
                break
            page += 1
        expect(entries and all(isinstance(item["id"], str) for item in entries), len(entries))
        expect({item["id"] for item in entries} <= {str(item["id"]) for item in extensions}, "ids differ")
    with said.check("unfolds answers into objects"):
        folded = platform.get("/account/~/extension/~").json()
        expect(folded.contact and folded.extensionNumber, folded)

    person = next((str(e["id"]) for e in extensions if e["type"] == "User" and e["status"] == "Enabled"), None)
    with said.check("reads and changes a presence, and only what it names"):
        path = f"/account/~/extension/{person}/presence"
        before = platform.get(path, {"detailedTelephonyState": "true"}).json_dict()
        equal(str(before["extension"]["id"]), person)
        changed = platform.put(path, {"userStatus": "Busy", "message": "Ça va – l’été"}).json_dict()
        equal((changed["userStatus"], changed["dndStatus"]), ("Busy", before["dndStatus"]))
        equal(changed["message"], "Ça va – l’été")
        changed = platform.put(path, {"dndStatus": "DoNotAcceptAnyCalls"}).json_dict()
        equal((changed["userStatus"], changed["dndStatus"]), ("Busy", "DoNotAcceptAnyCalls"))
        changed = platform.put(path, {"userStatus": "Available"}).json_dict()
        equal((changed["userStatus"], changed["dndStatus"]), ("Available", "DoNotAcceptAnyCalls"))
        equal(changed["message"], "Ça va – l’été")
        read = platform.get(path).json_dict()
        equal((read["userStatus"], read["dndStatus"]), ("Available", "DoNotAcceptAnyCalls"))
        restored = platform.put(path, {"userStatus": before["userStatus"], "dndStatus": before["dndStatus"]}).json_dict()
        equal((restored["userStatus"], restored["dndStatus"]), (before["userStatus"], before["dndStatus"]))
    with said.check("reads the presence of the account"):
        answer = platform.get("/account/~/presence", {"perPage": 100}).json_dict()
        expect(answer["records"] and all(r["presenceStatus"] for r in answer["records"]), answer)
    with said.check("reads several presences at once, as a multipart answer of statuses"):
        ids = [str(e["id"]) for e in extensions if e["type"] == "User" and e["status"] == "Enabled"][:3]
        answer = platform.get(f"/account/~/extension/{','.join(ids)}/presence")
        kind = answer._get_content_type()
        if "multipart" in kind:
            parts = answer.multipart()
            equal([str(part.json_dict()["extension"]["id"]) for part in parts], ids)
        else:
            parts = answer.json_dict()
            parts = parts.get("records", parts) if isinstance(parts, dict) else parts
            equal(len(parts), 3, kind)

    def refused(sentence, status, code, act):
        with said.check(sentence):
            try:
                act()
            except ApiException as error:
                response = error.api_response().response()
                equal(response.status_code, status)
                body = response.json()
                equal(body.get("errorCode") or body["errors"][0]["errorCode"], code)
            else:
                raise AssertionError("it was accepted")

    refused("is told that a status is not one", 400, "CMN-101",
            lambda: platform.put(f"/account/~/extension/{person}/presence", {"userStatus": "Away"}))
    refused("is told that an extension is not there", 404, "CMN-102",
            lambda: platform.get("/account/~/extension/1/presence"))
    refused("is told that a JWT is no good", 401, "OAU-149",
            lambda: SDK(environment["RC_APP_CLIENT_ID"], environment["RC_APP_CLIENT_SECRET"], front.root)
            .platform().login(jwt="no.such.jwt"))
    _subscription(said, platform, person)
    with said.check("is told to wait, with a window, when it asks too often"):
        status, headers = None, {}
        for _ in range(60):
            try:
                platform.put(f"/account/~/extension/{person}/presence", {"message": ""})
            except ApiException as error:
                status = error.api_response().response().status_code
                headers = error.api_response().response().headers
                break
        equal(status, 429)
        expect(int(headers["Retry-After"]) > 0 and headers["X-Rate-Limit-Group"], dict(headers))

    with said.check("signs out, and its token is gone"):
        token = platform.auth().access_token()
        platform.logout()
        expect(not platform.auth().access_token(), "it is still signed in")
        import requests
        answer = requests.get(
            f"{front.root}/restapi/v1.0/account/~", headers={"Authorization": f"Bearer {token}"}, timeout=60)
        equal(answer.status_code, 401)
    return said


def _subscription(said, platform, person):
    with said.check("subscribes to presence, is notified, lists, renews and ends the subscription"), Receiver() as receiver:
        made = platform.post("/subscription", {
            "eventFilters": ["/restapi/v1.0/account/~/presence"], "expiresIn": 600,
            "deliveryMode": {
                "transportType": "WebHook", "address": receiver.address, "verificationToken": "of the judge"},
        }).json_dict()
        expect(made["id"] and made["expirationTime"] and made["status"] == "Active", made)
        platform.put(f"/account/~/extension/{person}/presence", {"dndStatus": "DoNotAcceptAnyCalls"})
        headers, event = receiver.next()
        equal(headers["Validation-Token"], "of the judge")
        equal(event["subscriptionId"], made["id"])
        equal(event["body"]["extensionId"], str(person))
        equal(event["body"]["dndStatus"], "DoNotAcceptAnyCalls")
        platform.put(f"/account/~/extension/{person}/presence", {"dndStatus": "TakeAllCalls"})
        listed = platform.get("/subscription").json_dict()
        expect(made["id"] in [item["id"] for item in listed["records"]], listed)
        platform.post(f"/subscription/{made['id']}/renew")
        equal(platform.delete(f"/subscription/{made['id']}").response().status_code, 204)
