import Foundation
import PatchbayCore

/// The life of one person's sign-in: refresh tokens that rotate, and what to do when one is dead.
///
/// Source: Microsoft identity platform, `refresh-tokens`.
actor EntraSession {
    nonisolated let endpoint: EntraEndpoint
    nonisolated let authentication: ClientAuthentication
    nonisolated let announcesClaimsSupport: Bool
    private let store: any TokenStore
    private let key: String
    private(set) var account: SignedInAccount?
    /// What the service wants the next sign-in of the person to satisfy.
    private(set) var wantedClaims: String?
    private var unspent: (token: AccessToken, scopes: [String], at: Duration)?

    init(
        endpoint: EntraEndpoint, authentication: ClientAuthentication, store: any TokenStore, key: String,
        announcesClaimsSupport: Bool
    ) {
        self.endpoint = endpoint
        self.authentication = authentication
        self.store = store
        self.key = key
        self.announcesClaimsSupport = announcesClaimsSupport
    }

    /// What to ask for beside the caller's scopes: a refresh token, and who the person is.
    static let extraScopes = ["offline_access", "openid", "profile"]

    static func scopeText(_ scopes: [String]) -> String {
        (scopes + extraScopes.filter { !scopes.contains($0) }).joined(separator: " ")
    }

    func token(for wanted: TokenRequest) async throws -> AccessToken {
        if let (token, scopes, at) = unspent, scopes == wanted.scopes, wanted.claims == nil {
            unspent = nil
            let left = token.lifetime - (endpoint.time.now - at)
            if left > .seconds(60) { return AccessToken(token.value, lifetime: left) }
        }
        guard let refresh = try await load() else {
            throw AuthenticationError(
                service: .entra, code: "NoRefreshToken", reason: .signInRequired,
                message: "nobody is signed in for this connection (tenant \(endpoint.tenant))",
                remedy: Remedy("Sign in to Microsoft 365.", action: .signIn))
        }
        let claims = try ClaimsRequest.merge(challenge: wanted.claims, announcing: announcesClaimsSupport)
        do {
            let answer = try await endpoint.token { date in
                var form = EntraEndpoint.Form()
                form.append("grant_type", "refresh_token")
                form.append("client_id", self.endpoint.clientID)
                form.append("refresh_token", refresh)
                form.append("scope", Self.scopeText(wanted.scopes))
                try await self.authentication.prove(&form, at: self.endpoint, date: date)
                if let claims { form.append("claims", claims) }
                return form
            }
            return try await adopt(answer)
        } catch let refusal as EntraEndpoint.Refusal {
            wantedClaims = refusal.claims ?? wanted.claims ?? wantedClaims
            if Self.meansDeadToken(refusal) { try await forget(refresh) }
            throw refusal.error
        }
    }

    /// Redeems a code of the sign-in page or of another device. The token is handed out with the next call for the same scopes.
    func redeem(_ scopes: [String], repeats: Bool, _ fill: @Sendable (inout EntraEndpoint.Form) -> Void) async throws {
        let started = endpoint.time.now
        let answer = try await endpoint.token(isRepeatable: repeats) { date in
            var form = EntraEndpoint.Form()
            form.append("client_id", self.endpoint.clientID)
            fill(&form)
            form.append("scope", Self.scopeText(scopes))
            try await self.authentication.prove(&form, at: self.endpoint, date: date)
            return form
        }
        let token = try await adopt(answer)
        unspent = (token, scopes, started)
    }

    /// Takes the answer to a grant that was got elsewhere.
    func adopt(_ answer: EntraToken, for scopes: [String], askedAt: Duration) async throws {
        unspent = (try await adopt(answer), scopes, askedAt)
    }

    /// Saves what rotates, then hands out the token.
    private func adopt(_ answer: EntraToken) async throws -> AccessToken {
        if let refresh = answer.refresh { try await save(refresh) }
        account = answer.account ?? account
        wantedClaims = nil
        return answer.access
    }

    /// Only what no other request could revive ends the stored sign-in. A refusal for want of a second factor or of consent does not:
    /// the token may well serve for other scopes, or after the person did what was asked.
    ///
    /// Source: microsoft-authentication-library-for-python, `application.py`.
    private static func meansDeadToken(_ refusal: EntraEndpoint.Refusal) -> Bool {
        let dead = [50173, 700_082, 70008, 70043, 50089, 50132, 50133, 50085, 700_084].map { "AADSTS\($0)" }
        return refusal.word == "invalid_grant" && dead.contains(refusal.error.code)
    }

    func load() async throws -> Secret? {
        do { return try await store.load(key) } catch { throw Self.trouble("read from", error) }
    }

    private func save(_ token: Secret) async throws {
        do { try await store.save(token, for: key) } catch { throw Self.trouble("saved in", error) }
    }

    func forget() async throws {
        (unspent, account, wantedClaims) = (nil, nil, nil)
        do { try await store.delete(key) } catch { throw Self.trouble("deleted from", error) }
    }

    /// Deletes a token, unless another process has put a newer one in its place.
    private func forget(_ token: Secret) async throws {
        guard try await load() == token else { return }
        do { try await store.delete(key) } catch { throw Self.trouble("deleted from", error) }
    }

    /// The store's own error is not repeated: nobody knows what a foreign store puts in it.
    private static func trouble(_ what: String, _ error: any Error) -> any Error {
        if error is CancellationError { return error }
        return ConfigurationError(
            "A Microsoft token could not be \(what) the token store.",
            remedy: "Check that the token store is reachable and writable, then run again; the sign-in is not lost.")
    }
}
