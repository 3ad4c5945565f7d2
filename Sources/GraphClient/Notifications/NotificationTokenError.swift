/// Why a validation token is not taken.
public enum NotificationTokenError: String, Error, Hashable, Sendable, CustomStringConvertible {
    /// It is not a token, or lacks a claim.
    case malformed
    /// It is not signed with RS256.
    case wrongAlgorithm
    /// It was signed with a key that is not known: read the keys again, then decide again.
    case unknownKey
    /// The signature is not the key's.
    case badSignature
    /// It was not asked for by Graph's notifications.
    case wrongPublisher
    /// It is for another app.
    case wrongAudience
    /// It was not issued by the identity service for the tenant that it names.
    case wrongIssuer
    /// It is for a tenant that is not expected, or not for the one that the notification is about.
    case wrongTenant
    /// Its time is over.
    case expired
    /// Its time has not come.
    case notYetValid
    /// Encrypted data came without any token.
    case missing
    /// Encrypted data came to a receiver that was made without a validator.
    case noValidator

    /// A sentence.
    public var description: String {
        switch self {
        case .malformed: "The validation token is malformed."
        case .wrongAlgorithm: "The validation token is not signed with RS256."
        case .unknownKey: "The validation token was signed with an unknown key."
        case .badSignature: "The signature of the validation token is wrong."
        case .wrongPublisher: "The validation token is not of Microsoft Graph's notifications."
        case .wrongAudience: "The validation token is for another app."
        case .wrongIssuer: "The validation token was issued by somebody else."
        case .wrongTenant: "The validation token is for another tenant."
        case .expired: "The validation token has expired."
        case .notYetValid: "The validation token is not valid yet."
        case .missing: "The encrypted data came without a validation token."
        case .noValidator: "The receiver has no validator for the tokens of encrypted data."
        }
    }
}
