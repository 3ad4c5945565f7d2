#if Crypto
    import Crypto
    import CryptoExtras
    public import Foundation
    import PatchbayCore

    /// The other side of ``CertificateAssertion``: knows a certificate, without the key, and says whether its owner signed something. For
    /// test servers that stand for the identity service.
    ///
    /// Source: Microsoft identity platform, `certificate-credentials`; RFC 7518, 3.3 and 3.5.
    public struct CertificateVerifier: Sendable {
        /// The certificate's SHA-256 thumbprint, as `x5t#S256` carries it.
        public let thumbprint: String
        /// The SHA-1 thumbprint, as `x5t` carries it.
        public let oldThumbprint: String
        private let key: _RSA.Signing.PublicKey

        /// Takes the first certificate of a PEM file; a key in it is not looked at.
        ///
        /// - Throws: ``ConfigurationError`` if there is none, or none with an RSA key of at least 2048 bits.
        public init(pem: String) throws {
            let certificate = PEMBlock.all(in: pem).first { $0.label == "CERTIFICATE" }?.der
            guard let certificate, let info = CertificateFields(certificate)?.publicKeyInfo,
                let key = try? _RSA.Signing.PublicKey(derRepresentation: info), key.keySizeInBits >= 2048
            else {
                throw ConfigurationError(
                    "The file holds no certificate with an RSA key of at least 2048 bits.",
                    remedy:
                        "Make one with: openssl req -x509 -newkey rsa:3072 -nodes -days 365 -keyout key.pem -out cert.pem"
                )
            }
            self.key = key
            thumbprint = Base64URL.encode(SHA256.hash(data: certificate))
            oldThumbprint = Base64URL.encode(Insecure.SHA1.hash(data: certificate))
        }

        /// Whether the owner of the certificate signed these bytes. An algorithm other than PS256 and RS256 is never right.
        public func isValid(signature: Data, of signed: Data, algorithm: String) -> Bool {
            let padding: _RSA.Signing.Padding
            switch CertificateAssertion.Algorithm(rawValue: algorithm) {
            case .ps256: padding = .PSS
            case .rs256: padding = .insecurePKCS1v1_5
            case nil: return false
            }
            return key.isValidSignature(
                .init(rawRepresentation: signature), for: SHA256.hash(data: signed), padding: padding)
        }
    }
#endif
