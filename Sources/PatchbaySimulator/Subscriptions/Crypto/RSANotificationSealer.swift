#if Crypto
    import Crypto
    import CryptoExtras
    import Foundation
    import PatchbayCore
    import Synchronization

    /// Encrypts and signs as Graph does: AES-256-CBC and HMAC-SHA256 with a key that is used once, which goes out by RSA-OAEP with SHA-1;
    /// tokens by RSA with SHA-256.
    ///
    /// Source: Microsoft Graph `change-notifications-with-resource-data`.
    final class RSANotificationSealer: NotificationSealer {
        /// Made when it is first needed, as that takes a while. It is of this run only: nothing of it is kept.
        private let signingKey = Mutex<_RSA.Signing.PrivateKey?>(nil)
        private static let keyID = "simulated-notifications"

        private func withKey<Value: Sendable>(_ body: (_RSA.Signing.PrivateKey) throws -> Value) -> Value? {
            signingKey.withLock { known in
                // No key of a size that the library knows is ever refused; if it were, nothing would be signed.
                guard let key = known ?? (try? _RSA.Signing.PrivateKey(keySize: .bits2048)) else { return nil }
                known = key
                return try? body(key)
            }
        }

        func accepts(certificate: String) -> Bool { Self.key(of: certificate) != nil }

        private static func key(of certificate: String) -> _RSA.Encryption.PublicKey? {
            guard let der = Data(base64Encoded: certificate), let bytes = CertificateFields(der)?.publicKeyInfo,
                let key = try? _RSA.Encryption.PublicKey(derRepresentation: bytes),
                (2048...4096).contains(key.keySizeInBits)
            else { return nil }
            return key
        }

        func seal(_ data: Data, for certificate: GraphSubscription.Certificate) -> JSONValue? {
            guard let publicKey = Self.key(of: certificate.base64), let der = Data(base64Encoded: certificate.base64)
            else { return nil }
            // The system's own generator is good enough for keys.
            let bytes = Data((0..<32).map { _ in UInt8.random(in: .min ... .max) })
            let key = SymmetricKey(data: bytes)
            // Source: Microsoft Graph `change-notifications-with-resource-data`: it starts from the key's first sixteen bytes.
            guard let start = try? AES._CBC.IV(ivBytes: bytes.prefix(16)),
                let encrypted = try? AES._CBC.encrypt(data, using: key, iv: start),
                let sealedKey = try? publicKey.encrypt(bytes, padding: .PKCS1_OAEP)
            else { return nil }
            let signature = Data(HMAC<SHA256>.authenticationCode(for: encrypted, using: key))
            let thumbprint = Insecure.SHA1.hash(data: der).map { byte in
                (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }.joined()
            return [
                "data": .string(encrypted.base64EncodedString()),
                "dataSignature": .string(signature.base64EncodedString()),
                "dataKey": .string(sealedKey.base64EncodedString()),
                "encryptionCertificateId": .string(certificate.id),
                "encryptionCertificateThumbprint": .string(thumbprint),
            ]
        }

        func sign(_ claims: JSONValue) -> String? {
            let header: JSONValue = ["typ": "JWT", "alg": "RS256", "kid": .string(Self.keyID)]
            let input = "\(header.data.base64URL).\(claims.data.base64URL)"
            return withKey { key in
                let signature = try key.signature(
                    for: SHA256.hash(data: Data(input.utf8)), padding: .insecurePKCS1v1_5)
                return "\(input).\(signature.rawRepresentation.base64URL)"
            }
        }

        /// Source: RFC 7517; Entra `v2-protocols-oidc`.
        var publicKeys: JSONValue {
            let key = withKey { try $0.publicKey.getKeyPrimitives() }
            let keys: [JSONValue] = [key].compactMap(\.self).map { key in
                [
                    "kty": "RSA", "use": "sig", "alg": "RS256", "kid": .string(Self.keyID),
                    "n": .string(key.modulus.base64URL), "e": .string(key.publicExponent.base64URL),
                ]
            }
            return ["keys": .array(keys)]
        }
    }
#endif
