import Foundation
import GraphClient
import PatchbayCore
import PatchbayTesting
import Testing

@Suite struct SynchronizationTests {
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
