#if Crypto
    import Crypto
    import CryptoExtras
    public import Foundation
    public import GraphClient

    /// Checks the signatures of validation tokens: RSA PKCS#1 v1.5 over SHA-256, with keys of at least 2048 bits.
    public struct RSASignatureVerifier: SignatureVerifier {
        /// Makes a verifier.
        public init() {}

        /// Whether bytes were signed by the owner of a key.
        public func isValid(signature: Data, of signed: Data, key: JSONWebKeySet.Key) -> Bool {
            guard let key = try? _RSA.Signing.PublicKey(n: key.modulus, e: key.exponent), key.keySizeInBits >= 2048
            else { return false }
            return key.isValidSignature(
                .init(rawRepresentation: signature), for: SHA256.hash(data: signed), padding: .insecurePKCS1v1_5)
        }
    }
#endif
