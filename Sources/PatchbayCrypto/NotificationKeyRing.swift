#if Crypto
    public import Foundation
    public import GraphClient

    /// Several notification keys. After a certificate was replaced, the old key is kept until nothing encrypted for it is under way.
    public struct NotificationKeyRing: NotificationDecryptor {
        private let keys: [NotificationKey]

        /// Makes a ring.
        public init(_ keys: [NotificationKey]) { self.keys = keys }

        /// Decrypts with the key that the content names.
        ///
        /// - Throws: ``NotificationDecryptionError``.
        public func plaintext(of content: EncryptedContent) throws(NotificationDecryptionError) -> Data {
            guard let key = keys.first(where: { $0.certificateID == content.certificateID }) else {
                throw .unknownCertificate
            }
            return try key.plaintext(of: content)
        }
    }
#endif
