public import Foundation
public import PatchbayCore

/// A subscription to changes: Graph tells an address of yours what has changed, until it expires.
///
/// Source: Microsoft Graph `subscription`.
public struct ChangeSubscription: Identifiable, Hashable, Sendable {
    /// The id of a subscription.
    public struct ID: GraphID {
        /// The text.
        public let rawValue: String
        /// Wraps the text.
        public init(rawValue: String) { self.rawValue = rawValue }
    }

    /// The certificate that resource data is encrypted for. Only its public half is given away.
    ///
    /// Source: Microsoft Graph `change-notifications-with-resource-data`.
    public struct Encryption: Hashable, Sendable {
        /// The X.509 certificate with an RSA key of 2,048 to 4,096 bits, as DER in Base64; `NotificationKey/encryptionCertificate` of
        /// `PatchbayCrypto` is one.
        public let certificate: String
        /// A name of your own, up to 128 characters, that every notification carries. A new certificate gets a new name.
        public let certificateID: String

        /// Takes a certificate.
        public init(certificate: String, certificateID: String) {
            self.certificate = certificate
            self.certificateID = certificateID
        }
    }

    /// The id.
    public let id: ID
    /// What it is about, as it was asked for.
    public let resource: String
    /// Which changes are told, such as `updated`.
    public let changeType: String
    /// When it ends.
    public let expiresAt: Date?
    /// Where notifications are sent. It may carry a secret in its query, so it is not printed.
    public let notificationURL: Secret?
    /// Where lifecycle events are sent; the same holds.
    public let lifecycleURL: Secret?
    /// The secret that notifications carry. Not every answer repeats it: keep it yourself.
    public let clientState: Secret?
    /// The app that made it.
    public let applicationID: String?
    /// The object id of who made it: the person, or the app's service principal.
    public let creatorID: String?
    /// Whether notifications bring the data of what changed, encrypted.
    public let includesResourceData: Bool?
    /// The name of the certificate that it is encrypted for.
    public let certificateID: String?

    /// Makes a subscription, for tests and stubs.
    public init(
        id: ID, resource: String, changeType: String = "updated", expiresAt: Date? = nil,
        notificationURL: Secret? = nil, lifecycleURL: Secret? = nil, clientState: Secret? = nil,
        applicationID: String? = nil, creatorID: String? = nil, includesResourceData: Bool? = nil,
        certificateID: String? = nil
    ) {
        self.id = id
        self.resource = resource
        self.changeType = changeType
        self.expiresAt = expiresAt
        self.notificationURL = notificationURL
        self.lifecycleURL = lifecycleURL
        self.clientState = clientState
        self.applicationID = applicationID
        self.creatorID = creatorID
        self.includesResourceData = includesResourceData
        self.certificateID = certificateID
    }

    /// Whether it is about presence. One app has one such subscription for each signed-in person.
    public var isForPresence: Bool { resource.lowercased().contains("communications/presences") }

    /// The users whose presence it is about, in the case in which they were asked for; `nil` if the resource is something else.
    public var presenceUsers: [User.ID]? { PresenceResource.users(in: resource) }
}

extension ChangeSubscription: Decodable {
    private enum CodingKeys: String, CodingKey {
        case id, resource, changeType, expirationDateTime, notificationUrl, lifecycleNotificationUrl, clientState
        case applicationId, creatorId, includeResourceData, encryptionCertificateId
    }

    /// Reads a subscription.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        func secret(_ key: CodingKeys) throws -> Secret? {
            try fields.decodeIfPresent(String.self, forKey: key).flatMap { $0.isEmpty ? nil : Secret($0) }
        }
        self.init(
            id: try fields.decode(ID.self, forKey: .id),
            resource: try fields.decodeIfPresent(String.self, forKey: .resource) ?? "",
            changeType: try fields.decodeIfPresent(String.self, forKey: .changeType) ?? "",
            expiresAt: try fields.decodeIfPresent(String.self, forKey: .expirationDateTime)
                .flatMap { WireDate.iso8601($0) },
            notificationURL: try secret(.notificationUrl), lifecycleURL: try secret(.lifecycleNotificationUrl),
            clientState: try secret(.clientState),
            applicationID: try fields.decodeIfPresent(String.self, forKey: .applicationId),
            creatorID: try fields.decodeIfPresent(String.self, forKey: .creatorId),
            includesResourceData: try fields.decodeIfPresent(Bool.self, forKey: .includeResourceData),
            certificateID: try fields.decodeIfPresent(String.self, forKey: .encryptionCertificateId))
    }
}

/// The resource of a presence subscription, written and read.
///
/// Source: Microsoft Graph `changenotifications-for-presence`.
enum PresenceResource {
    static let path = "/communications/presences"

    static func text(for users: [User.ID]) -> String {
        if users.count == 1, let user = users.first { return "\(path)/\(PathSegment(user.rawValue))" }
        let filter: ODataFilter = "id in \(users.map(\.rawValue))"
        return "\(path)?$filter=\(filter)"
    }

    static func users(in text: String) -> [User.ID]? {
        let plain = text.removingPercentEncoding ?? text
        guard let start = plain.range(of: "communications/presences", options: .caseInsensitive) else { return nil }
        let rest = plain[start.upperBound...]
        if rest.first == "/" { return [User.ID(String(rest.dropFirst()))] }
        guard let open = rest.firstIndex(of: "("), let end = rest.lastIndex(of: ")"), open < end else { return nil }
        return rest[rest.index(after: open)..<end].split(separator: ",").map { word in
            User.ID(word.filter { $0 != "'" && $0 != " " })
        }
    }
}
