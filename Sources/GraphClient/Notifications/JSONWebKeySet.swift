public import Foundation

/// The public keys of the identity service, as its metadata links to them (`jwks_uri`). They change about daily: keep them, and read
/// them again when a token names one that is not here.
///
/// Sources: RFC 7517; Microsoft Graph `change-notifications-with-resource-data`.
public struct JSONWebKeySet: Hashable, Sendable, Decodable {
    /// An RSA public key.
    public struct Key: Hashable, Sendable {
        /// Its name, which tokens carry.
        public let id: String
        /// The modulus, the most significant byte first.
        public let modulus: Data
        /// The exponent, the most significant byte first.
        public let exponent: Data

        /// Makes a key.
        public init(id: String, modulus: Data, exponent: Data) {
            self.id = id
            self.modulus = modulus
            self.exponent = exponent
        }
    }

    /// The RSA keys for signatures; keys of other kinds are left out.
    public let keys: [Key]

    /// Makes a set.
    public init(_ keys: [Key]) { self.keys = keys }

    /// Reads the document.
    ///
    /// - Throws: `DecodingError` if it is not a set of keys.
    public init(json: Data) throws { self = try JSONDecoder().decode(JSONWebKeySet.self, from: json) }

    /// Reads a set of keys.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        keys = try fields.decode([WireKey].self, forKey: .keys).compactMap(\.key)
    }

    private enum CodingKeys: String, CodingKey { case keys }

    /// The key of a name.
    public subscript(id: String) -> Key? { keys.first { $0.id == id } }
}
