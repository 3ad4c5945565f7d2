"""Genesys Cloud's own SDK against the simulated organization."""
import PureCloudPlatformClientV2 as genesys
from PureCloudPlatformClientV2.rest import ApiException

from .verdicts import Judge, equal, expect

EXTENSION = "urn:ietf:params:scim:schemas:extension:genesys:purecloud:2.0:User"


def judge(front, authority, simulator):
    said = Judge("PureCloudPlatformClientV2", "PureCloudPlatformClientV2")
    environment = simulator.environment
    genesys.configuration.host = front.root
    genesys.configuration.live_reload_config = False
    client = None
    with said.check("signs in with client credentials"):
        client = genesys.api_client.ApiClient(host=front.root).get_client_credentials_token(
            environment["GENESYSCLOUD_OAUTHCLIENT_ID"], environment["GENESYSCLOUD_OAUTHCLIENT_SECRET"])
        expect(client.access_token, "there is no token")
    if client is None:
        return said
    scim, users = genesys.SCIMApi(client), genesys.UsersApi(client)

    people = []
    with said.check("pages through the users by SCIM"):
        start = 1
        while True:
            page = scim.get_scim_v2_users(start_index=start, count=10)
            equal(page.start_index, start)
            people += page.resources
            start += len(page.resources)
            if not page.resources or start > page.total_results:
                break
        equal(len(people), page.total_results, "the number of users")
        expect(all(p.id and p.user_name and p.meta.version for p in people), people[0])
    with said.check("finds a user by name, whatever its case"):
        some = people[0]
        found = scim.get_scim_v2_users(filter=f'userName eq "{some.user_name.upper()}"')
        equal([user.id for user in found.resources], [some.id])
    with said.check("reads one user with its numbers and external ids"):
        one = scim.get_scim_v2_user(people[0].id)
        equal(one.user_name, people[0].user_name)
        expect(one.phone_numbers, one)
        asked = scim.get_scim_v2_user(people[0].id, attributes=[f"{EXTENSION}:externalIds"])
        expect(asked.urnietfparamsscimschemasextensiongenesyspurecloud2_0_user.external_ids, asked)
    with said.check("adds a Teams number by PATCH with an entity tag, and removes it"):
        target = next(
            u for u in people if u.active and not any(p.type == "microsoftteams" for p in u.phone_numbers or []))
        before = scim.get_scim_v2_user(target.id)
        operation = genesys.ScimV2PatchOperation()
        operation.op, operation.path = "add", 'phoneNumbers[type eq "microsoftteams"].value'
        operation.value = "+15557770001"
        body = genesys.ScimV2PatchRequest()
        body.schemas, body.operations = ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], [operation]
        after = scim.patch_scim_v2_user(target.id, body, if_match=before.meta.version)
        equal([p.value for p in after.phone_numbers if p.type == "microsoftteams"], ["+15557770001"])
        expect(after.meta.version != before.meta.version, "the version is the same")
        try:
            scim.patch_scim_v2_user(target.id, body, if_match=before.meta.version)
        except ApiException as error:
            expect(error.status in (400, 409, 412), error.status)
        else:
            raise AssertionError("a write with an old entity tag was accepted")
        operation.op, operation.value = "remove", None
        operation.path = 'phoneNumbers[type eq "microsoftteams"]'
        gone = scim.patch_scim_v2_user(target.id, body, if_match=after.meta.version)
        expect(not [p for p in gone.phone_numbers if p.type == "microsoftteams"], gone.phone_numbers)
    with said.check("reads a user of the platform API and looks one up by external id"):
        one = users.get_user(people[0].id)
        equal((one.id, one.email.lower()), (people[0].id, people[0].user_name.lower()))
        expect(one.version and one.state, one)
    with said.check("binds an external id to a user, finds the user by it, and takes it away"):
        identity = genesys.UserExternalIdentifier()
        identity.authority_name, identity.external_key = "microsoftteams", "0a0a0a0a-0000-4000-8000-00000000abcd"
        bound = users.post_user_externalid(people[1].id, identity)
        expect(identity.external_key in [one.external_key for one in bound], bound)
        equal(users.get_users_externalid_authority_name_external_key("microsoftteams", identity.external_key).id, people[1].id)
        users.delete_user_externalid_authority_name_external_key(people[1].id, "microsoftteams", identity.external_key)
        left = users.get_user_externalid(people[1].id)
        expect(identity.external_key not in [one.external_key for one in left], left)
    with said.check("reads integrations, roles and the organization"):
        integrations = genesys.IntegrationsApi(client).get_integrations()
        teams = [item for item in integrations.entities if item.name == "Microsoft Teams"]
        equal(len(teams), 1, "the number of Teams integrations")
        equal((teams[0].intended_state, teams[0].reported_state.code), ("ENABLED", "ACTIVE"))
        roles = genesys.AuthorizationApi(client).get_authorization_roles()
        expect(any(role.permission_policies for role in roles.entities), roles)
        expect(genesys.OrganizationApi(client).get_organizations_me().name, "no name")
    with said.check("reads trunks with their peers"):
        trunks = genesys.TelephonyProvidersEdgeApi(client).get_telephony_providers_edges_trunks(trunk_type="EXTERNAL").entities
        expect(trunks and trunks[0].connected_status.connected is not None, trunks)
        # The SDK makes text of anything.
        expect(all(address.isascii() and "{" not in address for trunk in trunks for address in trunk.proxy_address_list), trunks[0])
    with said.check("finds what has a number"):
        edges = genesys.TelephonyProvidersEdgeApi(client)
        used = [did for did in edges.get_telephony_providers_edges_dids(page_size=100).entities if did.owner]
        expect(used and all(did.owner_type in ("USER", "PHONE", "IVR_CONFIG", "GROUP") for did in used), used[:1])
        found = edges.get_telephony_providers_edges_dids(phone_number=used[0].phone_number).entities
        expect(len(found) == 1 and found[0].owner.id == used[0].owner.id, found)
    with said.check("is told that a user is unknown"):
        try:
            scim.get_scim_v2_user("00000000-1111-2222-3333-444444444444")
        except ApiException as error:
            equal(error.status, 404)
        else:
            raise AssertionError("an unknown user was found")
    with said.check("is told that its credentials are wrong"):
        try:
            genesys.api_client.ApiClient(host=front.root).get_client_credentials_token("nobody", "nothing")
        except ApiException as error:
            expect(error.status in (400, 401), error.status)
        else:
            raise AssertionError("wrong credentials were accepted")
    return said
