#if Crypto
    import Crypto
    import CryptoExtras
    public import Foundation
    public import GraphClient
    public import PatchbayCore
    import Synchronization

    /// The certificate that Graph encrypts the data of notifications for, and its private key.
    ///
    /// ```swift
    /// let key = try NotificationKey(pem: try String(contentsOf: file, encoding: .utf8), certificateID: "2026-11")
    /// let ring = NotificationKeyRing([key])
    /// let presence = try change.presence(using: ring)
    /// ```
    ///
    /// Only the certificate goes out, with the subscription (``encryptionCertificate``). Source: Microsoft Graph
    /// `change-notifications-with-resource-data`.
    public final class NotificationKey: NotificationDecryptor, Sendable {
        /// The name under which the certificate is given to subscriptions, at most 128 characters.
        public let certificateID: String
        /// The certificate as a subscription's `encryptionCertificate` takes it: its DER form in Base64.
        public let encryptionCertificate: String
        /// The library does not promise that its key can be used from several tasks at a time, so they take turns.
        private let key: Mutex<_RSA.Encryption.PrivateKey>

        /// Takes a private key and its certificate from a PEM file.
        ///
        /// - Parameters:
        ///   - pem: the file's text; the key in it is not encrypted.
        ///   - certificateID: a name for the certificate, at most 128 characters. A new certificate needs a new one.
        /// - Throws: ``ConfigurationError`` that says what is wrong with the file, without showing anything of it.
        public init(pem: String, certificateID: String) throws(ConfigurationError) {
            guard (1...128).contains(certificateID.count) else {
                throw Self.problem("The certificate's id is empty or too long.", "Give 1 to 128 characters.")
            }
            let blocks = PEMBlock.all(in: pem)
            let remedy =
                "Make one with: openssl req -x509 -newkey rsa:3072 -nodes -days 365 -keyout key.pem -out cert.pem"
            guard let block = blocks.first(where: { $0.label == "PRIVATE KEY" || $0.label == "RSA PRIVATE KEY" }),
                let key = try? _RSA.Encryption.PrivateKey(pemRepresentation: block.text),
                (2048...4096).contains(key.keySizeInBits)
            else {
                throw Self.problem("The file holds no unencrypted RSA private key of 2048 to 4096 bits.", remedy)
            }
            let publicHalf = key.publicKey.pkcs1DERRepresentation
            let certificates = blocks.filter { $0.label == "CERTIFICATE" }.compactMap(\.der)
            guard let certificate = certificates.first(where: { $0.range(of: publicHalf) != nil }) else {
                throw Self.problem("No certificate in the file belongs to the private key.", remedy)
            }
            self.certificateID = certificateID
            encryptionCertificate = certificate.base64EncodedString()
            self.key = Mutex(key)
        }

        /// Checks the signature, then decrypts.
        ///
        /// - Throws: ``NotificationDecryptionError``.
        public func plaintext(of content: EncryptedContent) throws(NotificationDecryptionError) -> Data {
            guard content.certificateID == certificateID else { throw .unknownCertificate }
            // A key that does not open and a signature that does not fit are told apart for nobody: the difference would help to guess keys.
            guard let bytes = try? key.withLock({ try $0.decrypt(content.dataKey, padding: .PKCS1_OAEP) }),
                bytes.count == 32
            else { throw .notAuthentic }
            let symmetric = SymmetricKey(data: bytes)
            guard
                HMAC<SHA256>.isValidAuthenticationCode(
                    content.dataSignature, authenticating: content.data, using: symmetric)
            else { throw .notAuthentic }
            // The key is used once, which is what makes its own beginning good enough to start from.
            guard let start = try? AES._CBC.IV(ivBytes: bytes.prefix(16)),
                let plaintext = try? AES._CBC.decrypt(content.data, using: symmetric, iv: start)
            else { throw .unreadable }
            return plaintext
        }

        private static func problem(_ what: String, _ remedy: String) -> ConfigurationError {
            ConfigurationError(what, remedy: remedy)
        }
    }

    extension NotificationKey: CustomStringConvertible, CustomReflectable {
        /// The certificate's name.
        public var description: String { "notification certificate \(certificateID)" }
        /// The same as ``description``, for `dump`: the key does not show.
        public var customMirror: Mirror { Mirror(self, children: ["certificateID": certificateID]) }
    }
#endif
