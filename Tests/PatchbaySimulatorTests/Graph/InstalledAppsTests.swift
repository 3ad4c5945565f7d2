import PatchbayCore
import PatchbaySimulator
import Testing

/// Facts: graph.md 1.2 to 1.8, 12.
@Suite struct `Installing an app for a user` {
    @Test func `answers 201 without a body, and the list shows it`() async throws {
        let session = Session()
        let user = try session.user(.ordinary)
        let answer = try await session.install(user.id)
        #expect(answer.status == 201)
        #expect(answer.body.isEmpty)
        let list = try await session.installs(user.id)
        #expect(list["value"].array.count == 1)
        #expect(list["value"][0]["teamsApp"]["id"].string == session.appID)
        #expect(list["value"][0]["teamsAppDefinition"]["version"].string == session.settings.catalog[0].version)
    }

    @Test func `answers 409 the second time and changes nothing`() async throws {
        let session = Session()
        let user = try session.user(.ordinary)
        _ = try await session.install(user.id)
        let again = try await session.install(user.userPrincipalName)
        #expect(again.status == 409)
        #expect(again.json["error"]["code"].string == "Conflict")
        #expect(session.cloud.journal.appliedWrites(of: .installedAppsAdd) == [user.id: 1])
        #expect(session.cloud.journal.writes(about: user.id).map(\.status) == [201, 409])
    }

    @Test(arguments: [
        (UserKind.installedBefore, 409, "Conflict"), (.blockedByPolicy, 403, "Forbidden"),
        (.neverProvisioned, 403, "UnknownError"), (.unknownToTeams, 404, "NotFound"), (.unlicensed, 400, "BadRequest"),
        (.planDeleted, 400, "BadRequest"), (.planSuspended, 400, "BadRequest"), (.planSwitchedOff, 400, "BadRequest"),
        (.guest, 400, "BadRequest"),
    ])
    func `is refused for those who cannot have it`(_ kind: UserKind, _ status: Int, _ code: String) async throws {
        let session = Session(count: 300)
        let answer = try await session.install(try session.user(kind).id)
        #expect(answer.status == status)
        #expect(answer.json["error"]["code"].string == code)
    }

    @Test(arguments: [UserKind.planWarning, .room, .sharedDevice, .resourceAccount, .disabled])
    func `works for those whose Teams plan is usable, whether or not one should`(_ kind: UserKind) async throws {
        let session = Session(count: 300)
        #expect(try await session.install(try session.user(kind).id).status == 201)
    }

    @Test func `names tenant, user and app when a policy blocks it`() async throws {
        let session = Session(count: 300)
        let user = try session.user(.blockedByPolicy)
        let answer = try await session.install(user.id)
        let message = try #require(answer.json["error"]["message"].string)
        for part in ["blocked by app permission policy", session.settings.tenantID, user.id, session.appID] {
            #expect(message.contains(part))
        }
        #expect(answer.json["error"]["innerError"]["code"].string == "AccessDenied")
    }

    @Test func `wants a bind address of the cloud that is called`() async throws {
        let session = Session()
        let user = try session.user(.ordinary)
        #expect(try await session.install(user.id, root: "https://graph.microsoft.us/v1.0").status == 400)
        #expect(try await session.install(user.id, root: "https://graph.microsoft.com/v2.0").status == 400)
        let path = "/users/\(user.id)/teamwork/installedApps"
        #expect(try await session.graph(.post, path, body: "{}").status == 400)
        #expect(try await session.graph(.post, path, body: "not json").status == 400)
        #expect(try await session.install(user.id).status == 201)
    }

    @Test func `does not know an app that is not in the catalogue, or a user that is not there`() async throws {
        let session = Session()
        let user = try session.user(.ordinary)
        let unknown = "11111111-2222-4333-8444-555555555555"
        #expect(try await session.install(user.id, app: unknown).status == 404)
        #expect(try await session.install(unknown).status == 404)
    }

    @Test func `with the permission for one's own app only is not allowed, and lists are empty`() async throws {
        let session = Session { $0.apps[0].permissions = ["TeamsAppInstallation.ReadWriteSelfForUser.All"] }
        let answer = try await session.install(try session.user(.ordinary).id)
        #expect(answer.status == 403)
        #expect(answer.json["error"]["message"].string?.contains("not allowed to manage") == true)
        let list = try await session.installs(try session.user(.installedBefore).id)
        #expect(list["value"].array.isEmpty)
    }

    @Test func `with resource-specific permissions needs the exact consent and the right to give it`() async throws {
        let session = Session()
        let user = try session.user(.ordinary)
        let app = session.settings.catalog[4]
        #expect(try await session.install(user.id, app: app.id).status == 400)
        let body = """
            {"teamsApp@odata.bind":"https://graph.microsoft.com/v1.0/appCatalogs/teamsApps/\(app.id)",
            "consentedPermissionSet":{"resourceSpecificPermissions":[{"permissionValue":"\(app.requiredConsent[0])",
            "permissionType":"application"}]}}
            """
        let path = "/users/\(user.id)/teamwork/installedApps"
        #expect(try await session.graph(.post, path, body: body).status == 403)
        var registration = session.settings.apps[0]
        registration.permissions.append("TeamsAppInstallation.ReadWriteAndConsentForUser.All")
        session.cloud.register(registration)
        #expect(try await session.graph(.post, path, body: body).status == 201)
    }
}

@Suite struct `Finding, upgrading and removing an installed app` {
    @Test func `is an empty list, not a 404, for who does not have it`() async throws {
        let session = Session()
        let list = try await session.installs(try session.user(.ordinary).id)
        #expect(list["value"].exists)
        #expect(list["value"].array.isEmpty)
    }

    @Test func `by the manifest's id finds no store app`() async throws {
        let session = Session()
        let user = try session.user(.installedBefore)
        let answer = try await session.graph(
            .get, "/users/\(user.id)/teamwork/installedApps",
            query: ["$filter": "teamsApp/externalId eq '\(session.appID)'", "$expand": "teamsApp"])
        #expect(answer.json["value"].array.isEmpty)
    }

    @Test func `shows the app and its version only when they are expanded`() async throws {
        let session = Session()
        let user = try session.user(.installedBefore)
        let plain = try await session.graph(.get, "/users/\(user.id)/teamwork/installedApps")
        #expect(!plain.json["value"][0]["teamsApp"].exists)
        #expect(!plain.json["value"][0]["teamsAppDefinition"].exists)
        let expanded = try await session.graph(
            .get, "/users/\(user.id)/teamwork/installedApps", query: ["$expand": "teamsAppDefinition"])
        #expect(expanded.json["value"][0]["teamsAppDefinition"]["version"].exists)
        #expect(!expanded.json["value"][0]["teamsApp"].exists)
    }

    @Test func `removes with 204 once, then 404`() async throws {
        let session = Session()
        let user = try session.user(.installedBefore)
        let id = try #require(try await session.installs(user.id)["value"][0]["id"].string)
        let path = "/users/\(user.id)/teamwork/installedApps/\(PathSegment(id))"
        #expect(try await session.graph(.get, path, query: ["$expand": "teamsApp"]).json["id"].string == id)
        #expect(try await session.graph(.delete, path).status == 204)
        #expect(try await session.graph(.delete, path).status == 404)
        #expect(try await session.installs(user.id)["value"].array.isEmpty)
        #expect(session.cloud.journal.appliedWrites(of: .installedAppsRemove) == [user.id: 1])
    }

    @Test func `upgrades to the version of the catalogue`() async throws {
        let session = Session()
        let user = try session.user(.installedBefore)
        let before = try await session.installs(user.id)["value"][0]
        #expect(before["teamsAppDefinition"]["version"].string == "3.1.0")
        let id = PathSegment(try #require(before["id"].string))
        let answer = try await session.graph(
            .post, "/users/\(user.id)/teamwork/installedApps/\(id)/upgrade", body: "{}")
        #expect(answer.status == 204)
        let after = try await session.installs(user.id)["value"][0]
        #expect(after["teamsAppDefinition"]["version"].string == session.settings.catalog[0].version)
    }

    @Test func `lags behind writes for as long as the settings say, and no longer`() async throws {
        let session = Session {
            $0.consistency = Consistency(
                installs: .seconds(10)...Duration.seconds(10), uninstalls: .seconds(5)...Duration.seconds(5),
                users: .zero ... .zero)
        }
        let user = try session.user(.ordinary)
        #expect(try await session.install(user.id).status == 201)
        #expect(try await session.install(user.id).status == 409)
        #expect(try await session.installs(user.id)["value"].array.isEmpty)
        session.advance(10)
        let id = try #require(try await session.installs(user.id)["value"][0]["id"].string)
        let path = "/users/\(user.id)/teamwork/installedApps/\(PathSegment(id))"
        #expect(try await session.graph(.delete, path).status == 204)
        #expect(try await session.installs(user.id)["value"].array.count == 1)
        #expect(!session.cloud.hasApp(user.id))
        session.advance(5)
        #expect(try await session.installs(user.id)["value"].array.isEmpty)
    }
}

/// Facts: graph.md 1.2, 1.9.
@Suite struct `The app catalogue` {
    @Test func `has store apps without an external id, so a filter on it finds them not`() async throws {
        let session = Session()
        let byID = try await session.graph(
            .get, "/appCatalogs/teamsApps", query: ["$filter": "id eq '\(session.appID)'", "$expand": "appDefinitions"])
        let app = byID.json["value"][0]
        #expect(app["displayName"].string == "RingCentral")
        #expect(app["distributionMethod"].string == "store")
        #expect(app["externalId"].string == nil)
        #expect(app["appDefinitions"][0]["version"].string == session.settings.catalog[0].version)
        let byManifest = try await session.graph(
            .get, "/appCatalogs/teamsApps", query: ["$filter": "externalId eq '\(session.appID)'"])
        #expect(byManifest.json["value"].array.isEmpty)
    }

    @Test func `finds an organisation's app by its manifest id under another id`() async throws {
        let session = Session()
        let own = session.settings.catalog[3]
        let answer = try await session.graph(
            .get, "/appCatalogs/teamsApps",
            query: ["$filter": "externalId eq '\(own.externalID ?? "")' and distributionMethod eq 'organization'"])
        #expect(answer.json["value"].array.compactMap { $0["id"].string } == [own.id])
        #expect(own.id != own.externalID)
    }

    @Test func `finds by name`() async throws {
        let answer = try await Session().graph(
            .get, "/appCatalogs/teamsApps", query: ["$filter": "displayName eq 'RingCentral'"])
        #expect(answer.json["value"].array.count == 1)
    }
}
