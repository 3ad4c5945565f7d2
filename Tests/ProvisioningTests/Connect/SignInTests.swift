import Foundation
import GraphClient
import PatchbayCore
import PatchbaySimulator
import PatchbayTesting
import Synchronization
import Testing

/// Every way to sign in, against the simulated identity service, up to a call of Graph with the token.
@Suite struct SignInTests {
    struct Tenant: Sendable {
        let cloud: SimulatedCloud
        let time: TimeSource
        var settings: CloudSettings { cloud.settings }
        var app: AppRegistration { settings.apps[0] }

        init(_ time: TimeSource, _ change: (inout CloudSettings) -> Void = { _ in }) {
            var settings = CloudSettings(seed: 3, population: Population(seed: 3, count: 20), latency: .none)
            change(&settings)
            cloud = SimulatedCloud(settings, time: time)
            self.time = time
        }

        func graph(_ credential: some CredentialProvider) -> Graph {
            Graph(credential, tenant: settings.tenantID, clientID: app.clientID, transport: cloud.transport) {
                $0.time = time
                $0.jitter = { 0.5 }
            }
        }

        func person(
            _ store: any TokenStore = MemoryTokenStore(), authentication: ClientAuthentication = .publicClient
        ) -> SignedInCredential {
            SignedInCredential(
                tenant: settings.tenantID, clientID: app.clientID, authentication: authentication,
                transport: cloud.transport, store: store, key: "admin", time: time, jitter: { 0.5 })
        }

        func assertion(_ provider: any ClientAssertionProvider) -> ClientAssertionCredential {
            ClientAssertionCredential(
                tenant: settings.tenantID, clientID: app.clientID, assertion: provider, transport: cloud.transport,
                time: time, jitter: { 0.5 })
        }

        /// What a browser would do: follow the page, and bring back the address.
        func browse(_ url: URL) async throws -> RedirectAnswer {
            let response = try await cloud.respond(to: HTTPRequest(url: url))
            let location = try #require(response.fields["Location"], "status \(response.status)")
            return RedirectAnswer(url: try #require(URL(string: location)))
        }
    }

    /// An assertion as a certificate would sign it, with a signature of its own words.
    struct SignedStatement: ClientAssertionProvider {
        var thumbprint: String? = "the-print"
        var signature = "good"
        var issuer: String?
        var subject: String?
        var audience: String?
        var lasts = 300

        func assertion(for request: AssertionRequest) async throws -> Secret {
            let now = Int(request.date.timeIntervalSince1970)
            var header = ["alg": "PS256", "typ": "JWT"]
            if let thumbprint { header["x5t#S256"] = thumbprint }
            let claims =
                #"{"aud":"\#(audience ?? request.audience)","iss":"\#(issuer ?? request.clientID)","sub":"\#(subject ?? request.clientID)","jti":"1","nbf":\#(min(now, now + lasts - 1)),"exp":\#(now + lasts)}"#
            return Secret(
                [try JSONEncoder().encode(header), Data(claims.utf8), Data(signature.utf8)].map {
                    Base64URL.encode($0)
                }.joined(separator: "."))
        }
    }

    private func code(_ body: () async throws -> Void) async -> String {
        do {
            try await body()
            return "none"
        } catch let error as AuthenticationError { return error.code } catch { return "\(error)" }
    }

    private func refused(as expected: String, _ body: () async throws -> Void) async {
        let found = await code(body)
        #expect(found == expected)
    }

    // MARK: Apps

    @Test func `a certificate's statement is checked down to its signature`() async throws {
        try await VirtualTime.run { time in
            let tenant = Tenant(time) {
                $0.apps[0].certificateThumbprints = ["the-print"]
                $0.entra.verifyAssertion = { algorithm, print, signed, signature in
                    algorithm == "PS256" && print == "the-print" && signed.contains(UInt8(ascii: "."))
                        && signature == Data("good".utf8)
                }
            }
            let users = try await tenant.graph(tenant.assertion(SignedStatement())).users.list().collect()
            #expect(users.count == 20)
            func refusal(_ statement: SignedStatement) async -> String {
                await code { _ = try await tenant.graph(tenant.assertion(statement)).tokenClaims() }
            }
            #expect(await refusal(SignedStatement(signature: "bad")) == "AADSTS700027")
            #expect(await refusal(SignedStatement(thumbprint: "other")) == "AADSTS700027")
            #expect(await refusal(SignedStatement(subject: "somebody")) == "AADSTS50048")
            #expect(
                await refusal(SignedStatement(audience: "https://login.microsoftonline.com/common/oauth2/v2.0/token"))
                    == "AADSTS50013")
        }
    }

    @Test
    func `another identity provider's token is compared letter by letter, and the refusal says which part differs`()
        async throws
    {
        try await VirtualTime.run { time in
            let (issuer, audience) = ("https://token.example", "api://AzureADTokenExchange")
            let tenant = Tenant(time) {
                $0.apps[0].federatedCredentials = [.init(issuer: issuer, subject: "repo:acme/phones:ref:main")]
            }
            func statement(
                _ subject: String = "repo:acme/phones:ref:main", issuer: String = issuer, audience: String = audience,
                lasts: Int = 300
            ) -> SignedStatement {
                SignedStatement(
                    thumbprint: nil, issuer: issuer, subject: subject, audience: audience, lasts: lasts)
            }
            let good = tenant.graph(tenant.assertion(statement()))
            let teamwork = try await good.tenant.teamwork()
            #expect(teamwork.isTeamsEnabled == true)
            let wrong: [(SignedStatement, code: String, words: String)] = [
                (statement("repo:Acme/phones:ref:main"), "AADSTS700213", "capitals too"),
                (statement(issuer: "https://other.example"), "AADSTS700211", "letter by letter"),
                (statement(audience: "api://other"), "AADSTS700212", "audience"),
                (statement(lasts: -1), "AADSTS700024", "get a fresh token"),
            ]
            for (statement, code, words) in wrong {
                let error = try await #require(throws: AuthenticationError.self) {
                    try await tenant.graph(tenant.assertion(statement)).tokenClaims()
                }
                #expect(error.code == code)
                #expect(error.remedy.sentence.contains(words), "\(error.remedy.sentence)")
                #expect(!"\(error) \(error.localizedDescription)".contains(Base64URL.encode(Data("good".utf8))))
            }
        }
    }

    // MARK: People

    @Test(arguments: [false, true])
    func `a browser signs a person in, whose rights are the app's and the person's`(isConfidential: Bool) async throws {
        try await VirtualTime.run { time in
            let tenant = Tenant(time) { $0.apps[0].allowsPublicClientFlows = !isConfidential }
            let proof: ClientAuthentication =
                isConfidential ? .secret(Secret(tenant.app.secrets[0].value)) : .publicClient
            let credential = tenant.person(authentication: proof)
            let signIn = BrowserSignIn(
                credential, scopes: [Cloud.global.defaultScope], redirectURI: "http://localhost:51234")
            let attempt = try await signIn.begin()
            let account = try await signIn.finish(tenant.browse(attempt.url), attempt)
            #expect(account?.userName == tenant.settings.entra.administrators[0].userPrincipalName)
            #expect(account?.directoryRoles == [SimulatedAdministrator.globalAdministrator])
            let claims = try await tenant.graph(credential).tokenClaims()
            #expect(claims?.scopes == Set(tenant.app.delegatedPermissions))
            #expect(claims?.roles == [])
        }
    }

    @Test func `a code with the wrong proof, or used before, opens nothing`() async throws {
        try await VirtualTime.run { time in
            let tenant = Tenant(time)
            let signIn = BrowserSignIn(
                tenant.person(), scopes: [Cloud.global.defaultScope], redirectURI: "http://localhost")
            let (mine, other) = (try await signIn.begin(), try await signIn.begin())
            // The answer to one attempt, with the state of the other: only the proof key tells.
            let response = try await tenant.cloud.respond(to: HTTPRequest(url: mine.url))
            let location = try #require(response.fields["Location"])
            let forged = RedirectAnswer(
                url: try #require(URL(string: location.replacing(mine.state, with: other.state))))
            await refused(as: "AADSTS501481") { _ = try await signIn.finish(forged, other) }
            let honest = RedirectAnswer(url: try #require(URL(string: location)))
            _ = try await signIn.finish(honest, mine)
            await refused(as: "AADSTS54005") { _ = try await signIn.finish(honest, mine) }
        }
    }

    @Test func `a redirect address that is not registered gets no page`() async throws {
        try await VirtualTime.run { time in
            let tenant = Tenant(time)
            for (address, status) in [
                ("http://localhost:1/", 302), ("http://localhost:1/callback", 400), ("http://127.0.0.1:1", 400),
                ("https://evil.example/", 400),
            ] {
                let signIn = BrowserSignIn(tenant.person(), scopes: ["s"], redirectURI: address)
                let response = try await tenant.cloud.respond(to: HTTPRequest(url: try await signIn.begin().url))
                #expect(response.status == status, "\(address)")
            }
        }
    }

    @Test func `another device signs a person in, and is asked no more often than allowed`() async throws {
        try await VirtualTime.run { time in
            let tenant = Tenant(time)
            let credential = tenant.person()
            let signIn = DeviceSignIn(credential, scopes: [Cloud.global.defaultScope])
            let account = try await signIn.finish(try await signIn.begin())
            #expect(account?.tenantID == tenant.settings.tenantID)
            #expect(time.now == .seconds(15))
            #expect(tenant.cloud.journal.operations["entra.token"]?.byStatus == [400: 2, 200: 1])
        }
    }

    @Test func `declining and a blocking policy end the wait with what to do`() async throws {
        try await VirtualTime.run { time in
            let declined = Tenant(time) { $0.entra.deviceApproval = .declinedAfter(.seconds(1)) }
            let blocked = Tenant(time) { $0.entra.blocksDeviceCode = true }
            for (tenant, expected) in [(declined, "AADSTS90120"), (blocked, "AADSTS53003")] {
                let signIn = DeviceSignIn(tenant.person(), scopes: ["s"])
                await refused(as: expected) { _ = try await signIn.finish(try await signIn.begin()) }
            }
        }
    }

    @Test func `a sign-in goes on from the store, through rotation, until it is revoked`() async throws {
        try await VirtualTime.run { time in
            let (tenant, store) = (Tenant(time), MemoryTokenStore())
            let signIn = DeviceSignIn(tenant.person(store), scopes: [Cloud.global.defaultScope])
            _ = try await signIn.finish(try await signIn.begin())
            var seen: Set<Secret> = []
            for _ in 1...3 {
                // Another process each time: nothing but the store is shared.
                seen.insert(try #require(await store.load("admin")))
                let graph = tenant.graph(tenant.person(store))
                let claims = try await graph.tokenClaims()
                #expect(claims?.userName?.hasPrefix("admin@") == true)
                try await time.sleep(for: .seconds(86_400))
            }
            #expect(seen.count == 3)
            tenant.cloud.revokeSignIns()
            let code = await code { _ = try await tenant.graph(tenant.person(store)).tokenClaims() }
            #expect(code == "AADSTS50173")
            #expect(await store.load("admin") == nil)
        }
    }

    @Test func `a sign-in that nobody used for ninety days has ended`() async throws {
        try await VirtualTime.run { time in
            let (tenant, store) = (Tenant(time), MemoryTokenStore())
            let signIn = DeviceSignIn(tenant.person(store), scopes: [Cloud.global.defaultScope])
            _ = try await signIn.finish(try await signIn.begin())
            try await time.sleep(for: .seconds(91 * 86_400))
            let error = await #expect(throws: AuthenticationError.self) {
                try await tenant.graph(tenant.person(store)).tokenClaims()
            }
            #expect(error?.code == "AADSTS700082")
            #expect(error?.remedy.action == .signIn)
        }
    }

    @Test func `an app that nobody consented to gets no code`() async throws {
        try await VirtualTime.run { time in
            let tenant = Tenant(time) { $0.apps[0].delegatedPermissions = [] }
            let signIn = BrowserSignIn(tenant.person(), scopes: ["s"], redirectURI: "http://localhost")
            let attempt = try await signIn.begin()
            let answer = try await tenant.browse(attempt.url)
            await refused(as: "AADSTS65001") { _ = try await signIn.finish(answer, attempt) }
        }
    }

    // MARK: Consent

    @Test func `an administrator consents, and the permissions are waited for in a fresh token`() async throws {
        try await VirtualTime.run { time in
            let tenant = Tenant(time) {
                $0.apps[0].permissions = []
                $0.apps[0].requestedPermissions = ["User.Read.All", "AppCatalog.Read.All"]
                $0.entra.propagation = .seconds(90)
            }
            let graph = tenant.graph(
                .clientSecret(
                    tenant: tenant.settings.tenantID, clientID: tenant.app.clientID,
                    secret: Secret(tenant.app.secrets[0].value), transport: tenant.cloud.transport, time: time))
            let before = try await graph.tokenRoles()
            #expect(before == [])
            let consent = AdminConsent(
                tenant: tenant.settings.tenantID, clientID: tenant.app.clientID, redirectURI: "http://localhost")
            let attempt = try consent.begin()
            let answer = try await tenant.browse(attempt.url)
            #expect(try consent.finish(answer, attempt) == tenant.settings.tenantID)
            let missing = try await graph.waitForPermissions(["User.Read.All", "AppCatalog.Read.All"])
            #expect(missing == [])
            #expect(time.now >= .seconds(90))
        }
    }

    @Test func `who is no administrator stays on the page`() async throws {
        try await VirtualTime.run { time in
            let tenant = Tenant(time) { $0.entra.administrators[0].roles = [:] }
            let consent = AdminConsent(
                tenant: tenant.settings.tenantID, clientID: tenant.app.clientID, redirectURI: "http://localhost")
            let response = try await tenant.cloud.respond(to: HTTPRequest(url: try consent.begin().url))
            #expect(response.status == 200)
            #expect(response.fields["Location"] == nil)
        }
    }
}
