import Foundation
import PatchbayCore

/// Encrypts data for subscribers and signs the tokens that prove where it comes from. Real cryptography needs a package, which comes
/// with the trait `Crypto`; without it there is none of these, and subscriptions with resource data are refused.
protocol NotificationSealer: Sendable {
    /// Whether data can be encrypted for a certificate: Base64 of an X.509 certificate with an RSA key of 2048 to 4096 bits.
    func accepts(certificate: String) -> Bool
    /// Encrypts with a key that is used once.
    func seal(_ data: Data, for certificate: GraphSubscription.Certificate) -> JSONValue?
    /// Signs claims as a JSON Web Token.
    func sign(_ claims: JSONValue) -> String?
    /// The public keys that tokens are checked with, as a JSON Web Key Set.
    var publicKeys: JSONValue { get }
}

extension World {
    /// The app that Graph sends notifications as. Source: Microsoft Graph `change-notifications-with-resource-data`.
    static let notificationPublisher = "0bf30f3b-4a52-48df-9a82-234910c4a086"

    /// What is in the data of a presence: these and nothing else. Source: Microsoft Graph `changenotifications-for-presence`.
    func encrypted(
        user: String, _ status: TeamsUserPresence.Status, for subscription: GraphSubscription
    ) -> JSONValue? {
        guard subscription.includesData, let certificate = subscription.certificate else { return nil }
        let data: JSONValue = [
            "@odata.type": "#microsoft.graph.presence", "@odata.id": .string("users/\(user)/presence"),
            "id": .string(user), "availability": .string(status.availability), "activity": .string(status.activity),
        ]
        return sealer?.seal(data.data, for: certificate)
    }

    /// A token that proves to an app that notifications are Graph's.
    ///
    /// Source: Microsoft Graph `change-notifications-with-resource-data`, validation tokens; Entra `access-token-claims-reference`.
    func validationToken(for app: String, authority: String, at now: Double) -> JSONValue? {
        let tenant = settings.tenantID
        let seconds = Int64(date(at: now).timeIntervalSince1970)
        let claims: JSONValue = [
            "aud": .string(app), "iss": .string("\(authority)/\(tenant)/v2.0"), "iat": .integer(seconds),
            "nbf": .integer(seconds), "exp": .integer(seconds + 3600), "azp": .string(World.notificationPublisher),
            "azpacr": "2", "oid": .string(GUID(seed: settings.seed, kind: .servicePrincipal, index: 998).description),
            "tid": .string(tenant), "ver": "2.0",
        ]
        return sealer?.sign(claims).map(JSONValue.string)
    }

    /// The identity service that belongs to the address that Graph was called at: its own, or the same where everything is served
    /// from one.
    func authority(for call: Call) -> String {
        call.host == "graph.microsoft.com" ? "https://login.microsoftonline.com" : call.root
    }
}
