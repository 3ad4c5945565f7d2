public import Foundation
public import PatchbayCore

/// Has an administrator consent to everything that an app is registered for, in a browser.
///
/// What the browser brings back proves nothing: after ``finish(_:_:)`` get a token for the tenant and look at its permissions
/// (``Graph/waitForPermissions(_:within:)``). Someone who is no administrator stays on Microsoft's page, and nothing comes back.
///
/// Sources: Microsoft identity platform, `v2-admin-consent`, `v2-oauth2-client-creds-grant-flow`.
public struct AdminConsent: Sendable {
    /// One try; keep it until the browser comes back.
    public struct Attempt: Sendable, Hashable {
        /// What an administrator opens in the browser.
        public let url: URL
        /// Comes back, and proves that the answer belongs to this attempt.
        public let state: String
    }

    private let tenant: String
    private let clientID: String
    private let scope: String
    private let redirectURI: String
    private let authority: ServiceRoot

    /// Makes a consent.
    ///
    /// - Parameters:
    ///   - tenant: the directory id, a verified domain, or `organizations` for a tenant that is not known yet.
    ///   - clientID: the app's id.
    ///   - cloud: where the tenant lives; application permissions are consented to as `{Graph}/.default`.
    ///   - redirectURI: exactly as registered.
    public init(tenant: String, clientID: String, cloud: Cloud = .global, redirectURI: String) {
        self.tenant = tenant
        self.clientID = clientID
        scope = cloud.defaultScope
        self.redirectURI = redirectURI
        authority = cloud.authority
    }

    /// The address to open, with a fresh state.
    ///
    /// - Throws: ``ConfigurationError`` for the tenant `common`, which this page does not take.
    public func begin(
        random: (Int) -> [UInt8] = { (0..<$0).map { _ in UInt8.random(in: 0...255) } }
    ) throws -> Attempt {
        guard !tenant.isEmpty, tenant.lowercased() != "common", tenant.lowercased() != "consumers" else {
            throw ConfigurationError(
                "Consent is given in one tenant, and “\(tenant)” is none.",
                remedy: "Give the directory id, a verified domain, or “organizations”.", setting: "AZURE_TENANT_ID")
        }
        let state = Base64URL.encode(random(24))
        let url = try authority.url(
            "/\(PathSegment(tenant))/v2.0/adminconsent",
            query: ["client_id": clientID, "scope": scope, "redirect_uri": redirectURI, "state": state])
        return Attempt(url: url, state: state)
    }

    /// The page where an administrator consents to somebody else's app for the whole tenant. Its redirect address is that app's own, so
    /// nothing comes back here: look at ``ServicePrincipals/permissionGrants(appID:lane:)`` afterwards.
    ///
    /// - Parameter tenant: the directory id or a verified domain.
    public static func page(
        for appID: String, in tenant: String, cloud: Cloud = .global
    ) throws(ConfigurationError) -> URL {
        try cloud.authority.url("/\(PathSegment(tenant))/adminconsent", query: ["client_id": appID])
    }

    /// Reads what the browser brought back. An error counts, whatever else is in it: `admin_consent=True` only says which page answered.
    ///
    /// - Returns: the tenant that the answer names. Not proven; compare it with the token's.
    /// - Throws: ``AuthenticationError`` if the answer belongs to another attempt, carries an error, or comes from another tenant than
    ///   the one that was asked.
    public func finish(_ answer: RedirectAnswer, _ attempt: Attempt) throws -> String {
        try answer.check(state: attempt.state, tenant: tenant)
        guard answer["admin_consent"]?.lowercased() == "true", let answered = answer["tenant"], !answered.isEmpty
        else {
            throw AuthenticationError(
                service: .entra, code: "NoConsent", reason: .consentRequired,
                message: "the answer carries no consent (tenant \(tenant))",
                remedy: Remedy("Open the consent page again and accept.", action: .open(attempt.url.absoluteString)))
        }
        if UUID(uuidString: tenant) != nil, answered.lowercased() != tenant.lowercased() {
            throw AuthenticationError(
                service: .entra, code: "WrongTenant", reason: .unknownTenant,
                message: "consent was given in tenant \(answered), not in \(tenant)",
                remedy: Remedy(
                    "Sign in with an administrator of the right tenant.", action: .open(attempt.url.absoluteString)))
        }
        return answered
    }
}

extension Graph {
    /// Waits until a fresh token carries permissions, which takes some minutes after consent.
    ///
    /// - Parameters:
    ///   - permissions: names such as `User.Read.All`.
    ///   - limit: how long to wait.
    /// - Returns: the permissions that are still missing when the time is over; empty when all are there.
    /// - Throws: what getting a token throws.
    public func waitForPermissions(
        _ permissions: Set<String>, within limit: Duration = .seconds(300)
    ) async throws -> Set<String> {
        let time = pipeline.configuration.time
        let deadline = time.now + limit
        var pause = Duration.seconds(5)
        while true {
            // A cached token keeps its old permissions until it ends.
            await tokens.invalidate()
            let held = try await tokenClaims()?.permissions ?? []
            let missing = permissions.subtracting(held)
            if missing.isEmpty || time.now + pause > deadline { return missing }
            try await time.sleep(for: pause)
            pause = min(pause * 2, .seconds(60))
        }
    }
}
