public import Foundation

/// Opens the data of notifications. `PatchbayCrypto` has one (`NotificationKeyRing`); a server with another cryptographic library brings its own.
public protocol NotificationDecryptor: Sendable {
    /// Checks the signature, then decrypts.
    ///
    /// - Throws: ``NotificationDecryptionError``, before any plaintext exists if anything was changed on the way.
    func plaintext(of content: EncryptedContent) throws(NotificationDecryptionError) -> Data
}

/// Why the data of a notification was not opened, or not taken.
public enum NotificationDecryptionError: String, Error, Hashable, Sendable, CustomStringConvertible {
    /// The notification carries no data; read the resource.
    case noContent
    /// It was encrypted for a certificate whose private key is not here.
    case unknownCertificate
    /// Key, data and signature do not belong together: something was changed. Nothing was decrypted.
    case notAuthentic
    /// It is authentic, but what is inside cannot be read.
    case unreadable
    /// What is inside is about another user than the notification says.
    case wrongResource

    /// A sentence.
    public var description: String {
        switch self {
        case .noContent: "The notification carries no data."
        case .unknownCertificate: "The data is encrypted for a certificate whose private key is not here."
        case .notAuthentic: "The data is not authentic."
        case .unreadable: "The data cannot be read."
        case .wrongResource: "The data is about another user than the notification."
        }
    }
}

extension ChangeNotification {
    /// The presence that a notification brings.
    ///
    /// It has neither a sequence number nor out-of-office settings, since notifications have none.
    /// Source: Microsoft Graph `changenotifications-for-presence`.
    ///
    /// - Throws: ``NotificationDecryptionError``.
    public func presence(using decryptor: some NotificationDecryptor) throws(NotificationDecryptionError)
        -> UserPresence
    {
        guard let encryptedContent else { throw .noContent }
        let plaintext = try decryptor.plaintext(of: encryptedContent)
        let presence: UserPresence
        do {
            presence = try JSONDecoder().decode(UserPresence.self, from: plaintext)
        } catch {
            // The decoder's words are not repeated: they may quote the plaintext.
            throw .unreadable
        }
        // The signature covers the data alone, so what stands beside it is only good for a comparison.
        guard resourceID.map({ $0.lowercased() == presence.id.rawValue.lowercased() }) ?? true else {
            throw .wrongResource
        }
        return presence
    }
}
