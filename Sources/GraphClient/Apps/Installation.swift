/// One app installed for one user.
///
/// Source: Microsoft Graph `resources/userscopeteamsappinstallation`.
public struct Installation: Identifiable, Hashable, Sendable, Codable {
    /// An installation's id: not the app's, and only good for the user it belongs to. Opaque.
    public struct ID: GraphID {
        /// The text.
        public let rawValue: String
        /// Wraps the text.
        public init(rawValue: String) { self.rawValue = rawValue }
    }

    /// The installation's id.
    public var id: ID
    /// The app.
    public var app: TeamsApp?
    /// The version that is installed.
    public var version: String?

    /// Makes an installation.
    public init(id: ID, app: TeamsApp? = nil, version: String? = nil) {
        self.id = id
        self.app = app
        self.version = version
    }

    private enum CodingKeys: String, CodingKey {
        case id
        case app = "teamsApp"
        case definition = "teamsAppDefinition"
    }

    private struct Definition: Codable {
        var version: String?
    }

    /// Reads an installation.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        id = try fields.decode(ID.self, forKey: .id)
        app = try fields.decodeIfPresent(TeamsApp.self, forKey: .app)
        version = try fields.decodeIfPresent(Definition.self, forKey: .definition)?.version
    }

    /// Writes an installation as Graph does.
    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(id, forKey: .id)
        try fields.encodeIfPresent(app, forKey: .app)
        try fields.encodeIfPresent(version.map(Definition.init(version:)), forKey: .definition)
    }
}

/// What an installation came to. Either way the user has the app.
public enum InstallResult: String, Hashable, Sendable, Codable {
    /// It was installed (201).
    case installed
    /// It was there before (409).
    case alreadyInstalled
}

/// What a removal came to. Either way the user does not have the app.
public enum RemovalResult: String, Hashable, Sendable, Codable {
    /// It was removed (204).
    case removed
    /// It was not there (404).
    case alreadyAbsent
}
