public import Foundation

/// The data of a changed resource, encrypted for the certificate that the subscription was made with. Every notification has a symmetric
/// key of its own.
///
/// Source: Microsoft Graph `change-notifications-with-resource-data`.
public struct EncryptedContent: Hashable, Sendable {
    /// The encrypted data.
    public let data: Data
    /// A keyed digest over ``data``.
    public let dataSignature: Data
    /// The symmetric key, encrypted with the certificate's public key.
    public let dataKey: Data
    /// The name under which the certificate was given to the subscription. Tells which private key is needed.
    public let certificateID: String
    /// The certificate's thumbprint; `nil` if it does not say.
    public let certificateThumbprint: String?

    /// Makes a content, for tests.
    public init(
        data: Data, dataSignature: Data, dataKey: Data, certificateID: String, certificateThumbprint: String? = nil
    ) {
        self.data = data
        self.dataSignature = dataSignature
        self.dataKey = dataKey
        self.certificateID = certificateID
        self.certificateThumbprint = certificateThumbprint
    }
}

extension EncryptedContent: Decodable {
    enum CodingKeys: String, CodingKey {
        case data, dataSignature, dataKey
        case certificateID = "encryptionCertificateId"
        case certificateThumbprint = "encryptionCertificateThumbprint"
    }

    /// Reads a content; its three byte strings are Base64.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            data: try fields.decode(Data.self, forKey: .data),
            dataSignature: try fields.decode(Data.self, forKey: .dataSignature),
            dataKey: try fields.decode(Data.self, forKey: .dataKey),
            certificateID: try fields.decode(String.self, forKey: .certificateID),
            certificateThumbprint: try fields.decodeIfPresent(String.self, forKey: .certificateThumbprint))
    }
}

extension EncryptedContent: CustomStringConvertible, CustomReflectable {
    /// Sizes and the certificate's name; nothing of the content.
    public var description: String { "\(data.count) encrypted bytes for the certificate \(certificateID)" }
    /// The same as ``description``, for `dump`.
    public var customMirror: Mirror { Mirror(self, children: ["content": description]) }
}
