import Foundation
import PatchbayCore
import PatchbaySimulator
import PatchbayTesting
import RingCentralClient
import Testing

/// A person signs in to RingCentral in a browser, against the simulated service, up to a call with the token.
@Suite struct RingCentralSignInTests {
    static let redirect = "http://127.0.0.1:8421/"

    struct Side: Sendable {
        let cloud: SimulatedCloud
        let time: TimeSource
        var settings: RingCentralSettings { cloud.settings.ringCentral }

        init(_ time: TimeSource, isPublic: Bool = false) {
            var settings = CloudSettings(seed: 6, population: Population(seed: 6, count: 10), latency: .none)
            settings.ringCentral.isPublicApp = isPublic
            cloud = SimulatedCloud(settings, time: time)
            self.time = time
        }

        func credential(_ store: any TokenStore = MemoryTokenStore()) -> RefreshTokenCredential {
            RefreshTokenCredential(
                clientID: settings.clientID, clientSecret: settings.isPublicApp ? nil : Secret(settings.clientSecret),
                transport: cloud.transport, store: store, key: "person", time: time)
        }

        func client(_ credential: RefreshTokenCredential) -> RingCentral {
            RingCentral(credential, clientID: settings.clientID, transport: cloud.transport) { $0.time = time }
        }

        /// What a browser would do: follow the page, and bring back the address.
        func browse(_ url: URL) async throws -> URL {
            let response = try await cloud.respond(to: HTTPRequest(url: url))
            let location = try #require(response.fields["Location"], "status \(response.status)")
            return try #require(URL(string: location))
        }
    }

    private func refusal(_ body: () async throws -> Void) async throws -> AuthenticationError {
        try await #require(throws: AuthenticationError.self) { try await body() }
    }

    @Test(arguments: [false, true])
    func `a browser signs a person in, by code and proof, and the sign-in goes on from the store`(isPublic: Bool)
        async throws
    {
        try await VirtualTime.run { time in
            let side = Side(time, isPublic: isPublic)
            let store = MemoryTokenStore()
            let credential = side.credential(store)
            let flow = AuthorizationCodeFlow(credential, redirectURI: Self.redirect)
            let attempt = try flow.begin()
            let grant = try await flow.finish(side.browse(attempt.url), attempt)
            #expect(grant.scopes.contains(.readAccounts))
            #expect(grant.isRenewable)
            let account = try await side.client(credential).account.current()
            #expect(account.id.description == String(side.settings.accountID))
            // Another process, an hour later: no browser.
            try await time.sleep(for: .seconds(4000))
            _ = try await side.client(side.credential(store)).account.current()
        }
    }

    @Test func `a code is good once, for a minute, for the address and the proof that it was asked with`() async throws
    {
        try await VirtualTime.run { time in
            let side = Side(time)
            let flow = AuthorizationCodeFlow(side.credential(), redirectURI: Self.redirect)
            let attempt = try flow.begin()
            let callback = try await side.browse(attempt.url)
            _ = try await flow.finish(callback, attempt)
            var errors = [try await refusal { _ = try await flow.finish(callback, attempt) }]
            // Somebody else's proof: a code of one attempt in another one's state.
            let (mine, theirs) = (try flow.begin(), try flow.begin())
            let stolen = try #require(
                URL(
                    string: try await side.browse(theirs.url).absoluteString
                        .replacing(theirs.state, with: mine.state)))
            errors.append(try await refusal { _ = try await flow.finish(stolen, mine) })
            let late = try flow.begin()
            let answer = try await side.browse(late.url)
            try await time.sleep(for: .seconds(61))
            errors.append(try await refusal { _ = try await flow.finish(answer, late) })
            for error in errors {
                #expect(error.reason == .signInRequired)
                #expect(error.remedy.action == .signIn)
                #expect(!"\(error) \(error.localizedDescription)".contains(side.settings.clientSecret))
                #expect(!"\(error) \(error.localizedDescription)".contains("simulated-code"))
            }
        }
    }

    @Test func `an address that is not registered gets no code, and neither does an unknown app`() async throws {
        try await VirtualTime.run { time in
            let side = Side(time)
            let elsewhere = try AuthorizationCodeFlow(
                side.credential(), redirectURI: "http://127.0.0.1:8422/"
            ).begin()
            let refused = try await side.cloud.respond(to: HTTPRequest(url: elsewhere.url))
            #expect(refused.status == 400)
            #expect(refused.fields["Location"] == nil)
            let stranger = try AuthorizationCodeFlow(
                RefreshTokenCredential(
                    clientID: "stranger", transport: side.cloud.transport, store: MemoryTokenStore(), key: "x",
                    time: time), redirectURI: Self.redirect
            ).begin()
            let unknown = try await side.cloud.respond(to: HTTPRequest(url: stranger.url))
            #expect(unknown.status == 400)
        }
    }
}
