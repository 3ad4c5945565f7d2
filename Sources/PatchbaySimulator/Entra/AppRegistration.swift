/// An app that is registered in, or consented to by, the simulated tenant.
public struct AppRegistration: Hashable, Sendable {
    /// A client secret. Nothing here is secret in truth: it opens nothing but the simulation.
    public struct ClientSecret: Hashable, Sendable {
        /// The value.
        public var value: String
        /// When it ends, counted from the cloud's start; `nil` for never.
        public var endsAfter: Duration?

        /// Makes a secret.
        public init(_ value: String, endsAfter: Duration? = nil) {
            self.value = value
            self.endsAfter = endsAfter
        }
    }

    /// The client id.
    public var clientID: String
    /// The name.
    public var displayName: String
    /// The secrets.
    public var secrets: [ClientSecret]
    /// The thumbprints (`x5t#S256` or `x5t`) of the registered certificates.
    public var certificateThumbprints: [String]
    /// The application permissions of Microsoft Graph that an administrator consented to.
    public var permissions: [String]

    /// Makes a registration.
    public init(
        clientID: String, displayName: String, secrets: [ClientSecret], certificateThumbprints: [String] = [],
        permissions: [String]
    ) {
        self.clientID = clientID
        self.displayName = displayName
        self.secrets = secrets
        self.certificateThumbprints = certificateThumbprints
        self.permissions = permissions
    }

    /// What a full run needs: to read users, groups, licences and the catalogue, to install, to send the summary, and to keep
    /// presence in step.
    public static let usualPermissions = [
        "User.Read.All", "GroupMember.Read.All", "Group.Read.All", "AppCatalog.Read.All",
        "TeamsAppInstallation.ReadWriteForUser.All", "Organization.Read.All", "Teamwork.Read.All",
        "Application.Read.All", "Directory.Read.All", "LicenseAssignment.Read.All", "Mail.Send",
        "Presence.Read.All", "Presence.ReadWrite.All", "Synchronization.Read.All",
    ]

    /// The registration that a cloud has if none is given.
    public static func standard(seed: UInt64) -> AppRegistration {
        AppRegistration(
            clientID: GUID(seed: seed, kind: .app, index: 0).description, displayName: "Patchbay",
            secrets: [ClientSecret("simulated-secret-\(seed)")], permissions: usualPermissions)
    }
}
