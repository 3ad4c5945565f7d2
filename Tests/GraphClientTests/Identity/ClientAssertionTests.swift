import Foundation
import GraphClient
import PatchbayCore
import PatchbayTesting
import Synchronization
import Testing

/// What is signed is remembered, and nothing is signed in truth.
struct StubAssertion: ClientAssertionProvider {
    let asked = Log<AssertionRequest>()

    func assertion(for request: AssertionRequest) async throws -> Secret {
        asked.add(request)
        return Secret("assertion-\(asked.all.count)")
    }
}

@Suite struct ClientAssertionTests {
    static let request = TokenRequest(scopes: ["https://graph.microsoft.com/.default"])
    static let good = HTTPResponse.json(#"{"access_token":"token","expires_in":3600}"#)

    func credential(
        _ assertion: any ClientAssertionProvider, _ stub: StubTransport, time: TimeSource
    ) -> ClientAssertionCredential {
        ClientAssertionCredential(
            tenant: "contoso.com", clientID: "app-id", assertion: assertion, transport: stub, time: time,
            jitter: { 1 })
    }

    @Test func `the assertion goes into the form, and names tenant and app`() async throws {
        try await VirtualTime.run { time in
            let (assertion, stub) = (StubAssertion(), StubTransport([Self.good]))
            _ = try await credential(assertion, stub, time: time).accessToken(for: Self.request)
            #expect(
                stub.requests[0].text == """
                    POST /contoso.com/oauth2/v2.0/token
                    Content-Type: application/x-www-form-urlencoded
                    grant_type=client_credentials&client_id=app-id&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer&client_assertion=assertion-1&scope=https%3A%2F%2Fgraph.microsoft.com%2F.default
                    """)
            #expect(
                assertion.asked.all == [
                    AssertionRequest(
                        clientID: "app-id",
                        audience: "https://login.microsoftonline.com/contoso.com/oauth2/v2.0/token", date: time.date)
                ])
        }
    }

    @Test func `every token and every repeat has an assertion of its own`() async throws {
        try await VirtualTime.run { time in
            let assertion = StubAssertion()
            let stub = StubTransport { _, count in count == 1 ? HTTPResponse(status: 503) : Self.good }
            let credential = credential(assertion, stub, time: time)
            _ = try await credential.accessToken(for: Self.request)
            _ = try await credential.accessToken(for: Self.request)
            #expect(stub.requests.map { $0.bodyText.contains("assertion-1&") } == [true, false, false])
            #expect(assertion.asked.all.count == 3)
        }
    }

    @Test func `a wrong clock is corrected once, by the service's own`() async throws {
        try await VirtualTime.run { time in
            let assertion = StubAssertion()
            let theirs = time.date.addingTimeInterval(900)
            let stub = StubTransport { _, count in
                count == 1
                    ? ClientSecretCredentialTests.refusal(
                        700_024, fields: ["Date": WireDate.httpString(theirs)]) : Self.good
            }
            _ = try await credential(assertion, stub, time: time).accessToken(for: Self.request)
            #expect(assertion.asked.all.map(\.date) == [time.date, theirs])
        }
    }

    @Test func `a clock that agrees is not corrected, and a second refusal is reported`() async throws {
        try await VirtualTime.run { time in
            for ahead in [5.0, 900] {
                let theirs = time.date.addingTimeInterval(ahead)
                let stub = StubTransport([
                    ClientSecretCredentialTests.refusal(700_024, fields: ["Date": WireDate.httpString(theirs)])
                ])
                let error = await #expect(throws: AuthenticationError.self) {
                    try await credential(StubAssertion(), stub, time: time).accessToken(for: Self.request)
                }
                #expect(error?.remedy.sentence.contains("clock") == true)
                #expect(stub.requests.count == (ahead == 5 ? 1 : 2))
            }
        }
    }

    @Test func `a refused assertion shows nowhere`() async throws {
        let stub = StubTransport([
            ClientSecretCredentialTests.refusal(700_027, description: "assertion-1 is not signed by a known key")
        ])
        let error = try await #require(throws: AuthenticationError.self) {
            try await credential(StubAssertion(), stub, time: .system).accessToken(for: Self.request)
        }
        #expect(!shown(error).contains("assertion-1"))
        #expect(error.remedy.action == .fixConfiguration("AZURE_CLIENT_CERTIFICATE_PATH"))
    }

    @Test func `a federated token is read from its file for every token`() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "federated-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "token")
        let stub = StubTransport([Self.good])
        let credential = credential(FederatedAssertion(file: file), stub, time: .system)
        let error = await #expect(throws: ConfigurationError.self) {
            try await credential.accessToken(for: Self.request)
        }
        #expect(error?.remedy.action == .fixConfiguration("AZURE_FEDERATED_TOKEN_FILE"))
        for text in ["first", "second"] {
            try Data("\(text)\n".utf8).write(to: file)
            _ = try await credential.accessToken(for: Self.request)
        }
        #expect(stub.requests.map { $0.bodyText.contains("client_assertion=second&") } == [false, true])
        #expect(stub.requests[0].bodyText.contains("client_assertion=first&"))
    }

    @Test func `it answers a claims challenge like every credential`() async throws {
        let stub = StubTransport([Self.good])
        let credential = ClientAssertionCredential(
            tenant: "t", clientID: "a", assertion: FederatedAssertion { Secret("x") }, transport: stub,
            announcesClaimsSupport: true)
        _ = try await credential.accessToken(
            for: TokenRequest(scopes: ["s"], claims: #"{"access_token":{"nbf":{"value":"1"}}}"#))
        let claims = stub.requests[0].bodyText.components(separatedBy: "&claims=")[1].removingPercentEncoding
        #expect(claims == #"{"access_token":{"nbf":{"value":"1"},"xms_cc":{"values":["cp1"]}}}"#)
    }
}
