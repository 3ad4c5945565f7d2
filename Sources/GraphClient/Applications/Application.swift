public import Foundation
import PatchbayCore

/// An app registration: what an app asks for, and what it proves itself with. It exists in its home tenant only; in others there is just
/// its ``ServicePrincipal``.
///
/// Source: Microsoft Graph `resources/application`.
public struct Application: Identifiable, Hashable, Sendable, Codable {
    /// The object id of the registration. Not the app's id, which is ``appID``.
    public struct ID: GraphID {
        /// The text.
        public let rawValue: String
        /// Wraps the text.
        public init(rawValue: String) { self.rawValue = rawValue }
    }

    /// The object id.
    public var id: ID
    /// The app's id (client id), which is the same in every tenant.
    public var appID: String
    /// The name.
    public var displayName: String?
    /// A note for administrators.
    public var notes: String?
    /// The secrets, without their text; ended ones stay listed.
    public var passwordCredentials: [PasswordCredential]?
    /// The certificates.
    public var keyCredentials: [KeyCredential]?
    /// What the app asks for. Asked for is not consented to.
    public var requiredResourceAccess: [RequiredResource]?
    /// Whether people may sign in to it from a program that cannot keep a secret.
    public var isFallbackPublicClient: Bool?
    /// The redirect addresses of such programs.
    public var publicClient: PublicClient?

    /// Redirect addresses of programs on people's machines.
    public struct PublicClient: Hashable, Sendable, Codable {
        /// The addresses.
        public var redirectURIs: [String]

        /// Makes a list.
        public init(redirectURIs: [String]) { self.redirectURIs = redirectURIs }

        enum CodingKeys: String, CodingKey { case redirectURIs = "redirectUris" }
    }

    /// Makes a registration, for tests and stubs.
    public init(
        id: ID, appID: String, displayName: String? = nil, notes: String? = nil,
        passwordCredentials: [PasswordCredential]? = nil, keyCredentials: [KeyCredential]? = nil,
        requiredResourceAccess: [RequiredResource]? = nil, isFallbackPublicClient: Bool? = nil,
        publicClient: PublicClient? = nil
    ) {
        self.id = id
        self.appID = appID
        self.displayName = displayName
        self.notes = notes
        self.passwordCredentials = passwordCredentials
        self.keyCredentials = keyCredentials
        self.requiredResourceAccess = requiredResourceAccess
        self.isFallbackPublicClient = isFallbackPublicClient
        self.publicClient = publicClient
    }

    enum CodingKeys: String, CodingKey {
        case id
        case appID = "appId"
        case displayName, notes, passwordCredentials, keyCredentials, requiredResourceAccess
        case isFallbackPublicClient, publicClient
    }

    static let fields =
        "id,appId,displayName,notes,passwordCredentials,keyCredentials,requiredResourceAccess,isFallbackPublicClient,publicClient"

    /// The application permissions of a service that the registration asks for, by the ids of the roles.
    public func requestedRoles(of resource: String) -> Set<String> {
        Set(
            (requiredResourceAccess ?? []).filter { $0.resourceAppID == resource }.flatMap(\.resourceAccess)
                .filter { $0.type == "Role" }.map { $0.id.lowercased() })
    }
}

/// A client secret as the directory shows it. The text itself is shown once, when it is made.
///
/// Source: Microsoft Graph `resources/passwordcredential`.
public struct PasswordCredential: Hashable, Sendable, Codable {
    /// The secret's id, which is often pasted instead of its value.
    public var keyID: String?
    /// What it is called.
    public var displayName: String?
    /// Its first three characters, to tell which one is in use.
    public var hint: String?
    /// Since when it is good.
    public var startDateTime: String?
    /// Until when it is good.
    public var endDateTime: String?

    /// Makes a credential, for tests and stubs.
    public init(
        keyID: String?, displayName: String? = nil, hint: String? = nil, startDateTime: String? = nil,
        endDateTime: String? = nil
    ) {
        self.keyID = keyID
        self.displayName = displayName
        self.hint = hint
        self.startDateTime = startDateTime
        self.endDateTime = endDateTime
    }

    enum CodingKeys: String, CodingKey {
        case keyID = "keyId"
        case displayName, hint, startDateTime, endDateTime
    }

    /// Until when it is good, as a date.
    public var endsAt: Date? { endDateTime.flatMap { WireDate.iso8601($0) } }
}

/// A certificate as the directory shows it. Source: Microsoft Graph `resources/keycredential`.
public struct KeyCredential: Hashable, Sendable, Codable {
    /// The entry's id.
    public var keyID: String?
    /// What it is called.
    public var displayName: String?
    /// Until when it is good.
    public var endDateTime: String?

    /// Makes a credential, for tests and stubs.
    public init(keyID: String?, displayName: String? = nil, endDateTime: String? = nil) {
        self.keyID = keyID
        self.displayName = displayName
        self.endDateTime = endDateTime
    }

    enum CodingKeys: String, CodingKey {
        case keyID = "keyId"
        case displayName, endDateTime
    }

    /// Until when it is good, as a date.
    public var endsAt: Date? { endDateTime.flatMap { WireDate.iso8601($0) } }
}

/// The permissions of one service that an app asks for. Source: Microsoft Graph `resources/requiredresourceaccess`.
public struct RequiredResource: Hashable, Sendable, Codable {
    /// One permission.
    public struct Access: Hashable, Sendable, Codable {
        /// The id of the role or scope.
        public var id: String
        /// `Role` for an application permission, `Scope` for a delegated one.
        public var type: String

        /// Makes an entry.
        public init(id: String, type: String = "Role") {
            self.id = id
            self.type = type
        }
    }

    /// The app id of the service.
    public var resourceAppID: String
    /// The permissions.
    public var resourceAccess: [Access]

    /// Makes a list.
    public init(resourceAppID: String, resourceAccess: [Access]) {
        self.resourceAppID = resourceAppID
        self.resourceAccess = resourceAccess
    }

    enum CodingKeys: String, CodingKey {
        case resourceAppID = "resourceAppId"
        case resourceAccess
    }
}
