import PatchbayCore
import PatchbaySimulator
import Testing

/// Facts: graph.md 1.3 to 1.8, 12.
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
}
