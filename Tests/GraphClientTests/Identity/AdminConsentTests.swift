import Foundation
import GraphClient
import PatchbayCore
import PatchbayTesting
import Testing

@Suite struct AdminConsentTests {
    static let tenant = "11111111-2222-4333-8444-555555555555"

    func consent(_ tenant: String = tenant, cloud: Cloud = .global) -> AdminConsent {
        AdminConsent(tenant: tenant, clientID: "app-id", cloud: cloud, redirectURI: "http://localhost/")
    }

    func answer(_ query: String, _ attempt: AdminConsent.Attempt) throws -> RedirectAnswer {
        let text = "http://localhost/?\(query)&state=\(attempt.state)"
        return RedirectAnswer(url: try #require(URL(string: text)))
    }

    @Test func `the address asks for everything that the app is registered for, in the tenant's cloud`() throws {
        let attempt = try consent(cloud: .gccHigh).begin { Array(repeating: 251, count: $0) }
        #expect(
            attempt.url.absoluteString
                == "https://login.microsoftonline.us/\(Self.tenant)/v2.0/adminconsent?client_id=app-id&scope=https%3A%2F%2Fgraph.microsoft.us%2F.default&redirect_uri=http%3A%2F%2Flocalhost%2F&state=-_v7-_v7-_v7-_v7-_v7-_v7-_v7-_v7"
        )
        #expect(throws: ConfigurationError.self) { try consent("common").begin() }
        #expect(throws: Never.self) { try consent("organizations").begin() }
    }

    @Test func `the consent page of somebody else's app is the tenant's own, in the tenant's cloud`() throws {
        let url = try AdminConsent.page(for: "728ece5a", in: "contoso.com", cloud: .gccHigh).absoluteString
        #expect(url == "https://login.microsoftonline.us/contoso.com/adminconsent?client_id=728ece5a")
    }

    @Test func `the tenant that consented is read, and is not believed to be another than asked`() throws {
        let attempt = try consent().begin()
        #expect(
            try consent().finish(answer("admin_consent=True&tenant=\(Self.tenant)", attempt), attempt) == Self.tenant)
        let other = "99999999-2222-4333-8444-555555555555"
        let error = #expect(throws: AuthenticationError.self) {
            try consent().finish(answer("admin_consent=True&tenant=\(other)", attempt), attempt)
        }
        #expect(error?.code == "WrongTenant")
        #expect(
            try consent("organizations").finish(answer("admin_consent=True&tenant=\(other)", attempt), attempt)
                == other)
    }

    @Test(arguments: [
        (
            "admin_consent=True&tenant=T&error=consent_required&error_description=AADSTS65004%3A+cancelled",
            "AADSTS65004"
        ),
        ("error=permission_denied&error_description=no", "permission_denied"), ("tenant=T", "NoConsent"),
        ("admin_consent=False&tenant=T", "NoConsent"), ("admin_consent=True", "NoConsent"),
    ])
    func `an error counts whatever else is in the answer`(query: String, code: String) throws {
        let attempt = try consent().begin()
        let error = #expect(throws: AuthenticationError.self) {
            try consent().finish(answer(query.replacing("=T&", with: "=\(Self.tenant)&"), attempt), attempt)
        }
        #expect(error?.code == code)
        #expect(error?.reason == .consentRequired)
    }

    @Test func `an answer to another question is refused`() throws {
        let (asked, other) = (try consent().begin(), try consent().begin())
        let error = #expect(throws: AuthenticationError.self) {
            try consent().finish(answer("admin_consent=True&tenant=\(Self.tenant)", other), asked)
        }
        #expect(error?.code == "WrongState")
    }

    @Test func `a fresh token is waited for until it carries what was consented to, and no longer than allowed`()
        async throws
    {
        @Sendable func token(_ roles: [String]) -> String {
            let claims = try? JSONSerialization.data(withJSONObject: ["appid": "a", "roles": roles])
            return "e30." + Base64URL.encode(claims ?? Data()) + ".sig"
        }
        try await VirtualTime.run { time in
            let stub = StubTransport { _, count in
                .json(#"{"access_token":"\#(token(count < 4 ? ["A"] : ["A", "B"]))","expires_in":3600}"#)
            }
            let graph = Graph(
                .clientSecret(tenant: "t", clientID: "a", secret: Secret("s"), transport: stub, time: time),
                tenant: "t", clientID: "a", transport: stub
            ) { $0.time = time }
            let missing = try await graph.waitForPermissions(["B"])
            #expect(missing == [])
            #expect(time.now == .seconds(5 + 10 + 20))
            let still = try await graph.waitForPermissions(["C"], within: .seconds(60))
            #expect(still == ["C"])
            #expect(time.now <= .seconds(35 + 60))
        }
    }
}

@Suite struct CloudMatchingTests {
    @Test func `two addresses make a cloud, and those of different clouds are refused before anything is sent`() throws
    {
        func root(_ text: String) throws -> ServiceRoot { try ServiceRoot(text) }
        let cases: [(String?, String?, Cloud?)] = [
            (nil, nil, .global), ("https://graph.microsoft.us", nil, .gccHigh),
            (nil, "https://login.partner.microsoftonline.cn", .china),
            (nil, "https://login.chinacloudapi.cn", .china), (nil, "https://login.windows.net", .global),
            ("https://dod-graph.microsoft.us", "https://login.microsoftonline.us", .dod),
            ("https://graph.microsoft.com", "https://login.microsoftonline.us", nil),
            ("https://graph.microsoft.us", "https://login.microsoftonline.com", nil),
            (nil, "https://login.microsoftonline.us", nil),
        ]
        for (graph, authority, expected) in cases {
            let cloud = try? Cloud.matching(graph: graph.map(root), authority: authority.map(root))
            #expect(cloud == expected, "\(graph ?? "-") \(authority ?? "-")")
        }
        let test = try Cloud.matching(graph: root("http://127.0.0.1:80"), authority: nil)
        #expect(test.authority.base == "http://127.0.0.1:80")
        let proxied = try Cloud.matching(
            graph: .init("https://graph.microsoft.us"), authority: root("https://proxy.example"))
        #expect(proxied.authority.base == "https://proxy.example")
        #expect(!proxied.features.contains(.appInstallation))
    }
}
