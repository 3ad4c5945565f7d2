import Foundation
import GraphClient
import PatchbayCore
import PatchbayTesting
import Testing

@Suite struct ServicePrincipalTests {
    private let appID = "728ece5a-0f26-4c43-9705-cea9debe3fb5"

    @Test func `an app is looked up by its application id and never by its name`() async throws {
        let bench = Bench(#"{"id":"sp","appId":"728ece5a","displayName":"Anything","accountEnabled":true}"#)
        let app = try #require(try await bench.graph.servicePrincipals.get(appID: appID))
        #expect(app.accountEnabled == true)
        #expect(app.appRoleAssignmentRequired == nil)
        #expect(bench.sent[0].contains("/v1.0/servicePrincipals(appId='\(appID)')"))
    }

    @Test func `an app that the tenant does not have is none`() async throws {
        let bench = Bench(#"{"error":{"code":"Request_ResourceNotFound","message":"none"}}"#, status: 404)
        #expect(try await bench.graph.servicePrincipals.get(appID: appID) == nil)
    }

    @Test func `scopes are split on white space, one in front included`() async throws {
        let bench = Bench(
            #"{"value":[{"id":"g","consentType":"AllPrincipals","principalId":null,"scope":" Presence.Read.All  User.Read"}]}"#
        )
        let grants = try await bench.graph.servicePrincipals.permissionGrants(appID: appID)
        #expect(grants.map(\.consentType) == [.allPrincipals])
        #expect(grants[0].scopes == ["Presence.Read.All", "User.Read"])
    }

    @Test func `a quote in a name cannot end the filter`() async throws {
        let bench = Bench(#"{"value":[]}"#)
        _ = try await bench.graph.servicePrincipals.named(prefix: "O'Brien")
        #expect(bench.stub.requests[0].url.query()?.removingPercentEncoding?.contains("'O''Brien'") == true)
    }
}
