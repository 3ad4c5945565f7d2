import Foundation
import GenesysClient
import PatchbayCore
import PatchbayTesting
import Testing

/// What a broken gateway may answer: a value, or an error of our own kind.
@Suite struct FuzzTests {
    private static let answers = [
        #"{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":2,"startIndex":1,"itemsPerPage":2,"Resources":[{"id":"u1","userName":"a@x","active":true,"phoneNumbers":[{"type":"work","value":"+1555","primary":true}],"urn:ietf:params:scim:schemas:extension:genesys:purecloud:2.0:User":{"externalIds":[{"authority":"microsoftteams","value":"oid"}]},"meta":{"version":"41","resourceType":"User"}},{"id":"u2","userName":"b@x"}]}"#,
        #"{"id":"u1","userName":"a@x","active":true,"meta":{"version":"\"41\""}}"#,
        #"{"entities":[{"id":"i","name":"Microsoft Teams","intendedState":"ENABLED","reportedState":{"code":"ACTIVE"}}],"pageNumber":1,"pageCount":2,"pageSize":100,"total":2}"#,
        #"{"message":"m","code":"not.found","status":404,"contextId":"c","details":[],"errors":[]}"#,
        #"{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"409","scimType":"uniqueness","detail":"d"}"#,
    ]

    @Test(arguments: 0..<8 as Range<UInt64>)
    func `a damaged answer becomes a value or a typed error, in few requests, and shows no token`(block: UInt64)
        async throws
    {
        for seed in block * 40..<block * 40 + 40 {
            var mutator = ByteMutator(seed: seed)
            let text = try #require(Self.answers.randomElement(using: &mutator))
            let body = mutator.damage(Data(text.utf8), with: Self.answers.map { Data($0.utf8) })
            let status = [200, 200, 200, 400, 404, 409].randomElement(using: &mutator) ?? 200
            let calls: [@Sendable (Genesys) async throws -> Void] = [
                { _ = try await $0.scim.list().collect() }, { _ = try await $0.scim.get(.init(rawValue: "u1")) },
                { _ = try await $0.scim.count() }, { _ = try await $0.scim.named("a@x") },
                { _ = try await $0.integrations.types().collect() }, { _ = try await $0.organization() },
            ]
            for (number, call) in calls.enumerated() {
                let stub = StubTransport { _, count in
                    guard count <= 60 else { throw TransportError(.interrupted, detail: "there is no end to it") }
                    return HTTPResponse(status: status, fields: ["Content-Type": "application/json"], body: body)
                }
                if let error = await failure({
                    try await VirtualTime.run { time in try await call(client(stub, time: time)) }
                }) {
                    #expect(
                        error is ServiceError || error is TransportError || error is ConfigurationError,
                        "\(type(of: error)) in call \(number), seed \(seed)")
                    #expect(!"\(error) \(String(reflecting: error))".contains("token-of-the-test"), "seed \(seed)")
                }
                #expect(stub.requests.count <= 60, "call \(number), seed \(seed)")
            }
        }
    }
}
