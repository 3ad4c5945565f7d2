import PatchbayCore

/// The life of one sign-in: refresh tokens that rotate, and what to do when one is dead.
///
/// A new refresh token is saved before the access token that came with it is handed out. The service keeps the old one good for an hour as
/// long as the new access token was never used, so a lost answer is asked for again with the old token, and so is one that was received
/// but not saved before a crash. Source: RingCentral `authentication/refresh-tokens`.
actor TokenSession {
    nonisolated let endpoint: TokenEndpoint
    private let stored: StoredToken
    private let assertion: Secret?
    private let holdOff: Duration
    private(set) var grant: TokenGrant?
    private var last: Secret?
    private var unspent: (token: AccessToken, at: Duration)?
    private var failure: (error: AuthenticationError, until: Duration)?

    init(
        endpoint: TokenEndpoint, store: any TokenStore, key: String, assertion: Secret?,
        holdOff: Duration = .seconds(15)
    ) {
        self.endpoint = endpoint
        stored = StoredToken(in: store, key: key, service: "RingCentral")
        self.assertion = assertion
        self.holdOff = holdOff
    }

    /// A new access token.
    func token() async throws -> AccessToken {
        if let (token, at) = unspent {
            unspent = nil
            let left = token.lifetime - (endpoint.time.now - at)
            if left > .seconds(60) { return AccessToken(token.value, lifetime: left) }
        }
        // A refusal that only a person can end is not asked for again and again: that locks accounts.
        if let failure, endpoint.time.now < failure.until { throw failure.error }
        do {
            return try await fetch()
        } catch let error as AuthenticationError {
            if !error.isTransient { failure = (error, endpoint.time.now + holdOff) }
            throw error
        }
    }

    private func fetch() async throws -> AccessToken {
        var repeats = TokenEndpoint.repeats
        if let refresh = try await stored.load() {
            do {
                return try await adopt(try await endpoint.token(Self.form(refresh: refresh)))
            } catch let error as AuthenticationError where TokenErrors.meansDeadToken(error) {
                // Dead: expired, revoked, or rotated away by another process.
                try await stored.delete(refresh)
                guard assertion != nil else { throw error }
            } catch let error as AuthenticationError where error.reason == .unavailable && assertion != nil {
                // Repeated in vain; the guides say to sign in anew. The token stays, it may well be good.
                repeats = 0
            }
        }
        guard let assertion else {
            throw AuthenticationError(
                service: .ringCentral, code: "NoRefreshToken", reason: .signInRequired,
                message: "no refresh token is stored for this connection",
                remedy: Remedy("Sign in to RingCentral again.", action: .signIn))
        }
        return try await adopt(try await endpoint.token(Self.form(assertion: assertion), repeats: repeats))
    }

    /// Saves what rotates, then hands out the token.
    private func adopt(_ answer: TokenAnswer) async throws -> AccessToken {
        if let refresh = answer.refreshToken { try await stored.save(refresh) }
        grant = answer.grant
        last = answer.accessToken
        failure = nil
        return AccessToken(answer.accessToken, lifetime: answer.lifetime)
    }

    /// Trades a code of the authorization page for the first token, which the next call of ``token()`` hands out.
    func redeem(_ form: FormBody) async throws -> TokenGrant {
        // A code is good once: a repeat after a lost answer would be refused, so there is none.
        let answer = try await endpoint.token(form, repeats: 0)
        unspent = (try await adopt(answer), endpoint.time.now)
        return answer.grant
    }

    /// Ends the session at the service and forgets the tokens.
    func revoke() async throws -> Bool {
        let refresh = try await stored.load()
        guard let token = refresh ?? last else { return false }
        if let refresh { try await stored.delete(refresh) }
        (last, unspent, grant) = (nil, nil, nil)
        return try await endpoint.revoke(token)
    }

    private static func form(refresh: Secret) -> FormBody {
        var form = FormBody()
        form.append("grant_type", "refresh_token")
        refresh.reveal { form.append("refresh_token", $0) }
        return form
    }

    private static func form(assertion: Secret) -> FormBody {
        var form = FormBody()
        form.append("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer")
        assertion.reveal { form.append("assertion", $0) }
        return form
    }
}
