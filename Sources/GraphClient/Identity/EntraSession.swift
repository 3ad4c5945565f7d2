import Foundation
import PatchbayCore

/// The life of one person's sign-in: refresh tokens that rotate, and what to do when one is dead.
///
/// Source: Microsoft identity platform, `refresh-tokens`.
actor EntraSession {
    nonisolated let endpoint: EntraEndpoint
    nonisolated let authentication: ClientAuthentication
    nonisolated let announcesClaimsSupport: Bool
    private let stored: StoredToken
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
        stored = StoredToken(in: store, key: key, service: "Microsoft")
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
        guard let refresh = try await stored.load() else {
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
            if Self.meansDeadToken(refusal) { try await stored.delete(refresh) }
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
        if let refresh = answer.refresh { try await stored.save(refresh) }
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

    func load() async throws -> Secret? { try await stored.load() }

    func forget() async throws {
        (unspent, account, wantedClaims) = (nil, nil, nil)
        try await stored.delete()
    }
}
