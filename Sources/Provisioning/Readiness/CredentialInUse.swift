public import Foundation
public import PatchbayCore

/// How an app proves itself, as far as one has to know to say when that ends.
public enum CredentialInUse: Hashable, Sendable {
    /// A secret; of it at most the three characters that Graph shows of every secret (`hint`), to tell which one it is.
    case secret(hint: String?)
    /// A certificate, and when its time is over, if that is known.
    case certificate(endsAt: Date?)
    /// Tokens of another identity provider, of which none is kept.
    case federated

    /// A secret, of which the first three characters are kept and no more. Source: Microsoft Graph `resources/passwordcredential`.
    public init(_ secret: Secret) { self = .secret(hint: secret.reveal { String($0.prefix(3)) }) }
}
