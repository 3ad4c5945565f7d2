import Foundation
import GraphClient
import PatchbayCore
import PatchbayTesting
import Testing

/// What a broken gateway, or a service that has changed, may send: a client answers with a value or an error of its own kind.
@Suite struct AnswerFuzzTests {
    private static let answers = [
        #"{"@odata.context":"c","@odata.nextLink":"https://graph.microsoft.com/v1.0/users?$skiptoken=n","value":[{"id":"1","displayName":"Zoë","userPrincipalName":"z@x","mail":null,"accountEnabled":true,"assignedPlans":[{"assignedDateTime":"2026-01-01T00:00:00Z","capabilityStatus":"Enabled","service":"TeamspaceAPI","servicePlanId":"57ff2da0-773e-42df-b2af-ffb7a2317929"}]}]}"#,
        #"{"value":[{"id":"a","teamsApp":{"id":"b","displayName":"RingCentral","distributionMethod":"store"},"teamsAppDefinition":{"id":"d","version":"1.0"}}]}"#,
        #"{"value":[{"id":"2","@removed":{"reason":"changed"}},{"id":"3"}],"@odata.deltaLink":"https://graph.microsoft.com/v1.0/users/delta?$deltatoken=d"}"#,
        #"{"value":[{"id":"1","availability":"Busy","activity":"InACall","sequenceNumber":"A1","statusMessage":{"message":{"content":"x","contentType":"text"}}}]}"#,
        #"{"responses":[{"id":"1","status":200,"headers":{"Retry-After":"1"},"body":{"value":[]}},{"id":"2","status":429,"body":{"error":{"code":"TooManyRequests","message":"m"}}}]}"#,
        #"{"error":{"code":"Request_ResourceNotFound","message":"Resource 'x' does not exist","innerError":{"date":"2026-01-01T00:00:00","request-id":"r","client-request-id":"c"}}}"#,
    ]

    @Test(arguments: 0..<8 as Range<UInt64>)
    func `a damaged answer becomes a value or a typed error, in few requests, and shows no token`(block: UInt64)
        async throws
    {
        for seed in block * 40..<block * 40 + 40 {
            var mutator = ByteMutator(seed: seed)
            let text = try #require(Self.answers.randomElement(using: &mutator))
            let body = mutator.damage(Data(text.utf8), with: Self.answers.map { Data($0.utf8) })
            let status = [200, 200, 200, 201, 207, 400, 404].randomElement(using: &mutator) ?? 200
            let calls: [@Sendable (Graph) async throws -> Void] = [
                { for try await _ in try $0.users.list() {} },
                { for try await _ in try $0.users.delta(select: ["id"]) {} },
                { _ = try await $0.installations.find("b", for: "1") }, { _ = try await $0.presence.get(of: ["1"]) },
                { _ = try await $0.catalog.apps(named: "RingCentral") }, { _ = try await $0.users.get("1") },
                { _ = await $0.installations.find("b", for: ["1", "2"]) },
            ]
            for (number, call) in calls.enumerated() {
                try await VirtualTime.run { time in
                    let bench = Bench(time: time) { _, count in
                        guard count <= 60 else { throw TransportError(.interrupted, detail: "there is no end to it") }
                        return HTTPResponse(status: status, fields: ["Content-Type": "application/json"], body: body)
                    }
                    do {
                        try await call(bench.graph)
                    } catch {
                        #expect(
                            error is ServiceError || error is TransportError || error is ConfigurationError,
                            "\(type(of: error)) in call \(number), seed \(seed)")
                        #expect(!shown(error).contains("the-token"), "call \(number), seed \(seed)")
                    }
                    #expect(bench.stub.requests.count <= 60, "call \(number), seed \(seed)")
                    #expect(bench.stub.requests.allSatisfy { $0.url.host() == "graph.microsoft.com" })
                }
            }
        }
    }
}
