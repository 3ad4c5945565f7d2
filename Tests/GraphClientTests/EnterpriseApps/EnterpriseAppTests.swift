import Foundation
import GraphClient
import PatchbayCore
import PatchbayTesting
import Testing

@Suite struct EnterpriseAppTests {
    private let appID = "728ece5a-0f26-4c43-9705-cea9debe3fb5"

    @Test func `an app is looked up by its application id and never by its name`() async throws {
        let bench = Bench(#"{"id":"sp","appId":"728ece5a","displayName":"Anything","accountEnabled":true}"#)
        let app = try #require(try await bench.graph.enterpriseApps.app(appID: appID))
        #expect(app.accountEnabled == true)
        #expect(app.appRoleAssignmentRequired == nil)
        #expect(bench.sent[0].contains("/v1.0/servicePrincipals(appId='\(appID)')"))
    }

    @Test func `an app that the tenant does not have is none`() async throws {
        let bench = Bench(#"{"error":{"code":"Request_ResourceNotFound","message":"none"}}"#, status: 404)
        #expect(try await bench.graph.enterpriseApps.app(appID: appID) == nil)
    }

    @Test func `scopes are split on white space, one in front included`() async throws {
        let bench = Bench(
            #"{"value":[{"id":"g","consentType":"AllPrincipals","principalId":null,"scope":" Presence.Read.All  User.Read"}]}"#
        )
        let grants = try await bench.graph.enterpriseApps.grants(appID: appID)
        #expect(grants.map(\.consentType) == [.allPrincipals])
        #expect(grants[0].scopes == ["Presence.Read.All", "User.Read"])
    }

    @Test func `the consent page is the tenant's own, in the tenant's cloud`() throws {
        let bench = Bench(cloud: .gccHigh) { _, _ in .json("{}") }
        let url = try bench.graph.enterpriseApps.consentURL(appID: appID).absoluteString
        #expect(url == "https://login.microsoftonline.us/contoso.com/adminconsent?client_id=\(appID)")
    }

    @Test func `a quote in a name cannot end the filter`() async throws {
        let bench = Bench(#"{"value":[]}"#)
        _ = try await bench.graph.enterpriseApps.apps(named: "O'Brien")
        #expect(bench.stub.requests[0].url.query()?.removingPercentEncoding?.contains("'O''Brien'") == true)
    }

    @Test func `the mappings of users are read, those of groups are not`() async throws {
        let bench = Bench(
            #"""
            {"synchronizationRules":[{"objectMappings":[
              {"enabled":true,"sourceObjectName":"User","attributeMappings":[
                {"targetAttributeName":"userName","matchingPriority":1,"source":{"expression":"[userPrincipalName]","type":"Attribute"}}]},
              {"enabled":false,"sourceObjectName":"User","attributeMappings":[{"targetAttributeName":"off"}]},
              {"enabled":true,"sourceObjectName":"Group","attributeMappings":[{"targetAttributeName":"displayName"}]}]}]}
            """#)
        let schema = try await bench.graph.synchronization.schema(of: "job/1", app: "sp")
        #expect(schema.userMappings.map(\.targetAttributeName) == ["userName"])
        #expect(bench.sent[0].contains("/servicePrincipals/sp/synchronization/jobs/job%2F1/schema"))
    }

    @Test(
        arguments: [
            ("Active", true), ("Quarantine", true), ("Paused", false), ("NotConfigured", false), ("Surprise", nil),
        ] as [(String, Bool?)])
    func `whether a job writes is unknown for a state that is new`(code: String, writes: Bool?) async throws {
        let bench = Bench(#"{"value":[{"id":"j","status":{"code":"\#(code)"}}]}"#)
        #expect(try await bench.graph.synchronization.jobs(of: "sp").first?.writes == writes)
    }
}
