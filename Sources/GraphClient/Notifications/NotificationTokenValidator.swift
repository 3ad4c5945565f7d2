public import Foundation
import PatchbayCore

/// Validates the tokens that come with encrypted notifications: they prove that Graph sent them, and for whom.
///
/// The signature counts first; nothing else of a token is believed before. Then publisher, audience, issuer, tenant and time are compared.
/// Source: Microsoft Graph `change-notifications-with-resource-data`, “validation tokens”.
public struct NotificationTokenValidator: Sendable {
    /// The app that Graph sends notifications as, in every tenant.
    public static let publisher = "0bf30f3b-4a52-48df-9a82-234910c4a086"

    private let appIDs: Set<String>
    private let tenantIDs: Set<String>
    private let authority: ServiceRoot
    private let keys: JSONWebKeySet
    private let skew: TimeInterval
    private let verifier: any SignatureVerifier

    /// Makes a validator.
    ///
    /// - Parameters:
    ///   - appIDs: the client ids that subscriptions were made with; a token is for one of them.
    ///   - tenantIDs: the ids of the tenants that notifications are expected from. Ids, not domain names.
    ///   - cloud: where the identity service is.
    ///   - keys: its public keys.
    ///   - skew: how far the clocks of both sides may be apart.
    ///   - verifier: checks signatures.
    public init(
        appIDs: Set<String>, tenantIDs: Set<String>, cloud: Cloud = .global, keys: JSONWebKeySet,
        skew: Duration = .seconds(300), verifier: any SignatureVerifier
    ) {
        self.appIDs = Set(appIDs.map { $0.lowercased() })
        self.tenantIDs = Set(tenantIDs.map { $0.lowercased() })
        self.authority = cloud.authority
        self.keys = keys
        self.skew = TimeInterval(skew.components.seconds)
        self.verifier = verifier
    }

    /// The same validator with other keys, for when ``NotificationTokenError/unknownKey`` was found.
    public func with(keys: JSONWebKeySet) -> NotificationTokenValidator {
        NotificationTokenValidator(
            appIDs: appIDs, tenantIDs: tenantIDs, authority: authority, keys: keys, skew: skew, verifier: verifier)
    }

    private init(
        appIDs: Set<String>, tenantIDs: Set<String>, authority: ServiceRoot, keys: JSONWebKeySet, skew: TimeInterval,
        verifier: any SignatureVerifier
    ) {
        self.appIDs = appIDs
        self.tenantIDs = tenantIDs
        self.authority = authority
        self.keys = keys
        self.skew = skew
        self.verifier = verifier
    }

    /// Validates a token.
    ///
    /// - Returns: the id of the tenant that the token speaks for, in lower case.
    /// - Throws: ``NotificationTokenError``.
    @discardableResult
    public func validate(_ token: String, at date: Date) throws(NotificationTokenError) -> String {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard token.utf8.count <= 16 * 1024, parts.count == 3, let header = Base64URL.decode(parts[0]),
            let body = Base64URL.decode(parts[1]), let signature = Base64URL.decode(parts[2])
        else { throw .malformed }
        try verify(signature, of: Data("\(parts[0]).\(parts[1])".utf8), header)
        guard let claims = try? JSONDecoder().decode(Claims.self, from: body) else { throw .malformed }
        return try check(claims, at: date)
    }

    private func verify(_ signature: Data, of signed: Data, _ bytes: Data) throws(NotificationTokenError) {
        guard let header = try? JSONDecoder().decode(Header.self, from: bytes) else { throw .malformed }
        // The algorithm is ours to choose, never the token's: “none” or a symmetric one would let anybody sign.
        guard header.alg == "RS256", header.crit == nil else { throw .wrongAlgorithm }
        guard let id = header.kid, let key = keys[id] else { throw .unknownKey }
        guard verifier.isValid(signature: signature, of: signed, key: key) else { throw .badSignature }
    }

    private func check(_ claims: Claims, at date: Date) throws(NotificationTokenError) -> String {
        let tenant = claims.tid.lowercased()
        let publisher: String?
        // The two versions of tokens name the app that asked for them differently. A claim of the other version does not count.
        switch claims.iss.lowercased() {
        case "https://sts.windows.net/\(tenant)/" where authority == Cloud.global.authority: publisher = claims.appid
        case "\(authority.base.lowercased())/\(tenant)/v2.0": publisher = claims.azp
        default: throw .wrongIssuer
        }
        guard publisher?.lowercased() == Self.publisher else { throw .wrongPublisher }
        guard appIDs.contains(claims.aud.lowercased()) else { throw .wrongAudience }
        guard tenantIDs.contains(tenant) else { throw .wrongTenant }
        let now = date.timeIntervalSince1970
        guard now < claims.exp + skew else { throw .expired }
        guard (claims.nbf ?? 0) <= now + skew else { throw .notYetValid }
        return tenant
    }

    private struct Header: Decodable {
        let alg: String
        let kid: String?
        /// Extensions that must be understood; none is. Source: RFC 7515, section 4.1.11.
        let crit: [String]?
    }

    private struct Claims: Decodable {
        let aud: String
        let iss: String
        let tid: String
        let exp: Double
        let nbf: Double?
        let appid: String?
        let azp: String?
    }
}
