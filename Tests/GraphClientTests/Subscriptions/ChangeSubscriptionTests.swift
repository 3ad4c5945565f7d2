import Foundation
import GraphClient
import PatchbayCore
import PatchbayTesting
import Testing

@Suite struct ChangeSubscriptionTests {
    static let answer = """
        {"id":"S1","resource":"/communications/presences?$filter=id in ('a','b')","changeType":"updated",
         "clientState":"state-secret","notificationUrl":"https://h.example/n?key=query-secret",
         "lifecycleNotificationUrl":"https://h.example/l","expirationDateTime":"2026-01-01T10:58:00.000Z",
         "applicationId":"app","creatorId":"p1","includeResourceData":true,"encryptionCertificate":"",
         "encryptionCertificateId":"2026-11","latestSupportedTlsVersion":"v1_2"}
        """

    static let encryption = ChangeSubscription.Encryption(certificate: "Y2VydA==", certificateID: "2026-11")

    /// Ten o'clock.
    private static let time = TimeSource(ContinuousClock()) { Date(timeIntervalSince1970: 1_767_261_600) }

    private func bench(
        _ answer: HTTPResponse = .json(Self.answer, status: 201), cloud: Cloud = .global
    ) -> Bench {
        Bench(cloud: cloud, time: Self.time) { _, _ in answer }
    }

    @discardableResult
    private func create(
        _ bench: Bench, _ users: [User.ID] = ["a", "b"], clientState: String = "state-secret",
        encryption: ChangeSubscription.Encryption? = nil
    ) async throws -> ChangeSubscription {
        try await bench.graph.subscriptions.createPresence(
            of: users, notificationURL: "https://h.example/n", lifecycleURL: "https://h.example/l",
            clientState: Secret(clientState), encryption: encryption)
    }

    @Test func `many people make one subscription with a filter, two minutes short of an hour`() async throws {
        let bench = bench()
        let made = try await create(bench, ["a", "b", "a", "o'c"])
        #expect(
            bench.sent == [
                """
                POST /v1.0/subscriptions
                Content-Type: application/json
                {"changeType":"updated","clientState":"state-secret","expirationDateTime":"2026-01-01T10:58:00.000Z",\
                "lifecycleNotificationUrl":"https://h.example/l","notificationUrl":"https://h.example/n",\
                "resource":"/communications/presences?$filter=id in ('a','b','o''c')"}
                """
            ])
        #expect(made.id == "S1" && made.isForPresence && made.certificateID == "2026-11")
        #expect(made.presenceUsers == ["a", "b"])
        #expect(made.expiresAt == Date(timeIntervalSince1970: 1_767_265_080))
        #expect(made.notificationURL?.reveal { $0 } == "https://h.example/n?key=query-secret")
    }

    @Test func `one person is named in the path, and resource data takes a certificate and its name`() async throws {
        let bench = bench()
        try await create(bench, ["a"], encryption: Self.encryption)
        let body = bench.stub.requests[0].bodyText
        #expect(body.contains(#""resource":"/communications/presences/a""#))
        #expect(body.contains(#""encryptionCertificate":"Y2VydA==","encryptionCertificateId":"2026-11""#))
        #expect(body.contains(#""includeResourceData":true"#))
        #expect(
            ChangeSubscription(id: "x", resource: "communications/presences/a").presenceUsers == ["a"])
        #expect(ChangeSubscription(id: "x", resource: "/users/a").presenceUsers == nil)
    }

    @Test func `what can be seen without asking is refused without asking`() async throws {
        let bench = bench()
        let crowd = (1...651).map { User.ID("u\($0)") }
        await #expect(throws: ConfigurationError.self) { try await create(bench, crowd) }
        await #expect(throws: ConfigurationError.self) { try await create(bench, []) }
        await #expect(throws: ConfigurationError.self) { try await create(bench, clientState: "") }
        await #expect(throws: ConfigurationError.self) {
            try await create(bench, clientState: String(repeating: "x", count: 129))
        }
        await #expect(throws: ConfigurationError.self) {
            try await create(bench, encryption: .init(certificate: "-----BEGIN", certificateID: "x"))
        }
        await #expect(throws: ConfigurationError.self) {
            try await create(bench, encryption: .init(certificate: "Y2VydA==", certificateID: ""))
        }
        #expect(bench.stub.requests.isEmpty)
        try await create(bench, Array(crowd.prefix(650)))
        #expect(bench.stub.requests.count == 1)
    }

    @Test(arguments: [Cloud.gccHigh, .dod, .china])
    func `in clouds without presence notifications nothing is sent`(cloud: Cloud) async throws {
        let bench = bench(cloud: cloud)
        let subscriptions = bench.graph.subscriptions
        await #expect(throws: ConfigurationError.self) { try await create(bench) }
        await #expect(throws: ConfigurationError.self) { try await subscriptions.list() }
        await #expect(throws: ConfigurationError.self) { try await subscriptions.get("s") }
        await #expect(throws: ConfigurationError.self) { try await subscriptions.renew("s") }
        await #expect(throws: ConfigurationError.self) { try await subscriptions.reauthorize("s") }
        await #expect(throws: ConfigurationError.self) { try await subscriptions.delete("s") }
        #expect(bench.stub.requests.isEmpty)
    }

    @Test func `an application's token is refused without asking, and a person's is sent`() async throws {
        func token(_ payload: String) -> Secret {
            Secret("e30." + Data(payload.utf8).base64EncodedString().filter { $0 != "=" } + ".c2ln")
        }
        func graph(_ payload: String, _ stub: StubTransport) -> Graph {
            Graph(.fixed(token(payload)), tenant: "contoso.com", clientID: "app", transport: stub)
        }
        func make(_ graph: Graph) async throws {
            _ = try await graph.subscriptions.createPresence(
                of: ["a"], notificationURL: "https://h.example/n", lifecycleURL: nil, clientState: Secret("s"))
        }
        let stub = StubTransport { _, _ in .json(Self.answer, status: 201) }
        let error = await #expect(throws: ServiceError.self) {
            try await make(graph(#"{"roles":["Presence.Read.All"]}"#, stub))
        }
        #expect(error.map { ChangeSubscriptionFailure(error: $0) } == .applicationToken)
        #expect(error?.remedy?.action == .signIn && error?.category == .permission)
        #expect(stub.requests.isEmpty)
        try await make(graph(#"{"scp":"Presence.Read.All openid"}"#, stub))
        #expect(stub.requests.count == 1)
    }

    @Test(arguments: [
        (409, "Conflict", "a subscription already exists", ChangeSubscriptionFailure.alreadyExists),
        (409, "ExtensionError", "Operation: Create; Exception: [Status Code: Conflict]", .alreadyExists),
        (
            400, "InvalidRequest", "Subscription validation request failed. HTTP status code is 'NotFound'.",
            .endpointValidationFailed
        ),
        (400, "ValidationError", "Subscription validation request timed out.", .endpointValidationFailed),
        (400, "InvalidRequest", "The expiration date is too far away.", .refused),
        (403, "Forbidden", "The app has reached the maximum number of subscriptions.", .quotaExceeded),
        (403, "Forbidden", "Insufficient privileges", .missingPermission), (404, "ResourceNotFound", "", .notFound),
        (401, "InvalidAuthenticationToken", "", .notAuthenticated),
    ])
    func `a refusal has a reason and a remedy`(
        row: (status: Int, code: String, message: String, reason: ChangeSubscriptionFailure)
    ) async throws {
        let bench = bench(
            .json(#"{"error":{"code":"\#(row.code)","message":"\#(row.message)"}}"#, status: row.status))
        let error = await #expect(throws: ServiceError.self) { try await create(bench) }
        let refusal = try #require(error)
        #expect(ChangeSubscriptionFailure(error: refusal) == row.reason)
        #expect(refusal.remedy != nil)
        for word in ["state-secret", "the-token"] { #expect(!shown(refusal).contains(word)) }
    }

    @Test func `a creation without an answer is not sent again, an extension is`() async throws {
        let requests = try await VirtualTime.run { time in
            let bench = Bench(time: time) { request, count in
                guard request.method == .post || count < 4 else { return .json(Self.answer) }
                throw TransportError(.interrupted, detail: "cut")
            }
            await #expect(throws: TransportError.self) { try await self.create(bench) }
            _ = try await bench.graph.subscriptions.renew("S1")
            return bench.sent.map { $0.split(separator: "\n")[0] }
        }
        #expect(
            requests == [
                "POST /v1.0/subscriptions", "PATCH /v1.0/subscriptions/S1", "PATCH /v1.0/subscriptions/S1",
                "PATCH /v1.0/subscriptions/S1",
            ])
    }

    @Test func `it is read, listed over pages, extended with another certificate, reauthorized and deleted`()
        async throws
    {
        let bench = Bench([
            .json(Self.answer), .json("{}", status: 404),
            .json(
                #"{"value":[\#(Self.answer)],"@odata.nextLink":"https://graph.microsoft.com/v1.0/subscriptions?$skiptoken=x"}"#
            ), .json(#"{"value":[{"id":"S2","resource":"/users"}]}"#), .json(Self.answer), .json("", status: 204),
            .json("", status: 204), .json("{}", status: 404),
        ])
        let subscriptions = bench.graph.subscriptions
        #expect(try await subscriptions.get("S1")?.id == "S1")
        #expect(try await subscriptions.get("S2") == nil)
        #expect(try await subscriptions.list().map(\.isForPresence) == [true, false])
        _ = try await subscriptions.renew("S1", encryption: Self.encryption)
        try await subscriptions.reauthorize("S1")
        #expect(try await subscriptions.delete("S1"))
        #expect(try await !subscriptions.delete("S1"))
        #expect(
            bench.sent.map { $0.split(separator: "\n")[0] } == [
                "GET /v1.0/subscriptions/S1", "GET /v1.0/subscriptions/S2", "GET /v1.0/subscriptions",
                "GET /v1.0/subscriptions?$skiptoken=x", "PATCH /v1.0/subscriptions/S1",
                "POST /v1.0/subscriptions/S1/reauthorize", "DELETE /v1.0/subscriptions/S1",
                "DELETE /v1.0/subscriptions/S1",
            ])
        let renewal = bench.stub.requests[4].bodyText
        #expect(
            renewal.hasPrefix(
                #"{"encryptionCertificate":"Y2VydA==","encryptionCertificateId":"2026-11","expirationDate"#))
    }

    @Test func `a subscription shows neither its secret nor its addresses`() async throws {
        let made = try await create(bench())
        var dumped = ""
        dump(made, to: &dumped)
        for text in ["\(made)", String(reflecting: made), dumped] {
            for word in ["state-secret", "query-secret"] { #expect(!text.contains(word)) }
        }
    }

    @Test func `the subscription of “Receive notifications in your own server” is made and renewed`() async throws {
        let bench = bench(.json(Self.answer))
        let (serviceUser, users): (Graph, [User.ID]) = (bench.graph, ["a", "b"])
        let (address, clientState) = ("https://h.example/n", Secret("s"))
        let key = (encryptionCertificate: "Y2VydA==", certificateID: "2026-11")

        let made = try await serviceUser.subscriptions.createPresence(
            of: users, notificationURL: address, lifecycleURL: address, clientState: clientState,
            encryption: .init(certificate: key.encryptionCertificate, certificateID: key.certificateID))
        let renewed = try await serviceUser.subscriptions.renew(made.id)
        #expect(renewed.id == made.id && bench.stub.requests.map(\.method) == [.post, .patch])
    }
}
