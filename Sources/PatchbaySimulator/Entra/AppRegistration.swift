/// An app that is registered in, or consented to by, the simulated tenant.
public struct AppRegistration: Hashable, Sendable {
    /// A client secret. Nothing here is secret in truth: it opens nothing but the simulation.
    public struct ClientSecret: Hashable, Sendable {
        /// The value.
        public var value: String
        /// When it ends, counted from the cloud's start; `nil` for never.
        public var endsAfter: Duration?
        /// From when on the token endpoint takes it, counted from the cloud's start: a new one takes some time to be known everywhere.
        public var worksAfter: Duration
        /// What it is called.
        public var displayName: String?
        /// Its id; the cloud makes one if none is given.
        public var keyID: String?

        /// Makes a secret.
        public init(
            _ value: String, endsAfter: Duration? = nil, worksAfter: Duration = .zero, displayName: String? = nil,
            keyID: String? = nil
        ) {
            self.value = value
            self.endsAfter = endsAfter
            self.worksAfter = worksAfter
            self.displayName = displayName
            self.keyID = keyID
        }
    }

    /// Trust in the tokens of another identity provider.
    ///
    /// Source: Entra `workload-identity-federation-considerations`: all three are compared letter by letter.
    public struct FederatedCredential: Hashable, Sendable {
        /// Who issues them.
        public var issuer: String
        /// Whom they are about.
        public var subject: String
        /// Whom they are for.
        public var audience: String

        /// Makes a trust.
        public init(issuer: String, subject: String, audience: String = "api://AzureADTokenExchange") {
            self.issuer = issuer
            self.subject = subject
            self.audience = audience
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
    /// When the registered certificates end, counted from the cloud's start.
    public var certificatesEndAfter = Duration.seconds(365 * 86_400)
    /// Trust in other identity providers.
    public var federatedCredentials: [FederatedCredential] = []
    /// The application permissions of Microsoft Graph that an administrator consented to.
    public var permissions: [String]
    /// The application permissions that the registration asks for; `nil` for the ones that were consented to.
    public var requestedPermissions: [String]?
    /// The delegated permissions that an administrator consented to for everybody.
    public var delegatedPermissions: [String] = []
    /// The redirect addresses; of loopback ones the port is not compared.
    public var redirectURIs: [String] = ["http://localhost"]
    /// Whether the app may sign people in without proving itself, as a program on a person's machine does.
    public var allowsPublicClientFlows = true
    /// Whether the app is enabled in the tenant.
    public var isEnabled = true
    /// Whether the app is in the tenant, and not only registered.
    public var hasServicePrincipal = true
    /// A note of whoever made the registration.
    public var notes: String?

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

    /// What a full run needs: to read users, groups, licences and the catalogue, to install, to send the summary, to keep
    /// presence in step, and to provision Direct Routing by group.
    public static let usualPermissions = [
        "User.Read.All", "GroupMember.Read.All", "Group.Read.All", "AppCatalog.Read.All",
        "TeamsAppInstallation.ReadWriteForUser.All", "Organization.Read.All", "Teamwork.Read.All",
        "Application.Read.All", "Directory.Read.All", "LicenseAssignment.Read.All", "Mail.Send",
        "Presence.Read.All", "Presence.ReadWrite.All", "GroupMember.ReadWrite.All",
        "TeamsTelephoneNumber.ReadWrite.All", "Synchronization.Read.All",
    ]

    /// What an administrator's tool asks for to set other registrations up.
    public static let administrationPermissions = [
        "User.Read", "Application.ReadWrite.All", "AppRoleAssignment.ReadWrite.All", "Directory.Read.All",
        "RoleManagement.Read.Directory", "RoleEligibilitySchedule.Read.Directory",
    ]

    /// The registration that a cloud has if none is given.
    public static func standard(seed: UInt64) -> AppRegistration {
        var app = AppRegistration(
            clientID: GUID(seed: seed, kind: .app, index: 0).description, displayName: "Patchbay",
            secrets: [ClientSecret("simulated-secret-\(seed)")], permissions: usualPermissions)
        // Notifications of presence are for people who signed in.
        app.delegatedPermissions = administrationPermissions + ["Presence.Read.All"]
        return app
    }
}
