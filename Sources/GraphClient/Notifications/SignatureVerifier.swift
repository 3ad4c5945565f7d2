public import Foundation

/// Checks signatures of tokens. `PatchbayCrypto` has one (`RSASignatureVerifier`); a server with another cryptographic library brings its own.
public protocol SignatureVerifier: Sendable {
    /// Whether bytes were signed by the owner of a key with RS256: RSA PKCS#1 v1.5 over SHA-256. Source: RFC 7518, section 3.3.
    ///
    /// - Returns: `false` also for keys that are unusable or too short.
    func isValid(signature: Data, of signed: Data, key: JSONWebKeySet.Key) -> Bool
}
