/// A kind of integration. Source: Genesys Cloud Integrations API, `IntegrationType`.
public struct IntegrationType: Hashable, Sendable, Decodable, Identifiable {
    /// The id, a readable word.
    public var id: String
    /// The name.
    public var name: String?
    /// What a user needs to use it.
    public var userPermissions: [String]?
    /// How many there may be.
    public var maxInstances: Int?
    /// Whether it is there for show only.
    public var nonInstallable: Bool?
}

/// An integration. Source: Genesys Cloud Integrations API, `Integration`.
public struct Integration: Hashable, Sendable, Decodable, Identifiable {
    /// The id.
    public var id: String
    /// The name.
    public var name: String?
    /// What was asked for.
    public var intendedState: IntendedState?
    /// What is.
    public var reportedState: State?

    /// What was asked for. Open.
    public struct IntendedState: RawRepresentable, Hashable, Sendable, Codable {
        /// The word.
        public let rawValue: String
        /// Makes a state.
        public init(rawValue: String) { self.rawValue = rawValue }
        /// On.
        public static let enabled = IntendedState(rawValue: "ENABLED")
        /// Off.
        public static let disabled = IntendedState(rawValue: "DISABLED")
    }

    /// What an integration is doing.
    public struct State: Hashable, Sendable, Decodable {
        /// The state.
        public var code: Code?
        /// The same in words.
        public var effective: String?
        /// Why, where it says.
        public var detail: Detail?

        /// A state. Open.
        public struct Code: RawRepresentable, Hashable, Sendable, Codable {
            /// The word.
            public let rawValue: String
            /// Makes a code.
            public init(rawValue: String) { self.rawValue = rawValue }
            /// It works.
            public static let active = Code(rawValue: "ACTIVE")
            /// It is on its way there.
            public static let activating = Code(rawValue: "ACTIVATING")
            /// It is off.
            public static let inactive = Code(rawValue: "INACTIVE")
            /// It is going off.
            public static let deactivating = Code(rawValue: "DEACTIVATING")
            /// It does not work.
            public static let error = Code(rawValue: "ERROR")
        }

        /// Why a state is what it is.
        public struct Detail: Hashable, Sendable, Decodable {
            /// A code for translation.
            public var localizableMessageCode: String?
            /// The words.
            public var message: String?
        }
    }

    /// Whether it works.
    public var isActive: Bool { reportedState?.code == .active }
}

/// The configuration of an integration. What is not named here is kept and written back as it came.
///
/// Source: Genesys Cloud Integrations API, `IntegrationConfiguration`.
public struct IntegrationConfiguration: Hashable, Sendable, Codable {
    /// The version that a change must name.
    public var version: Int?
    /// The name.
    public var name: String?
    /// A remark.
    public var notes: String?
    private var properties: KeptJSON?
    private var advanced: KeptJSON?
    private var credentials: KeptJSON?

    /// The names of the properties that are set.
    public var propertyNames: Set<String> { properties?.names ?? [] }
}

/// An enabled integration for unified communications.
///
/// Source: Genesys Cloud Integrations API, `UnifiedCommunicationsIntegration`.
public struct UnifiedCommunications: Hashable, Sendable, Decodable, Identifiable {
    /// The id.
    public var id: String
    /// The name.
    public var name: String?
    /// Whose presence it brings.
    public var integrationPresenceSource: PresenceSource?
}

/// Whose presence is meant. Open, and compared without regard to case: Genesys writes `MicrosoftTeams` in answers, `MICROSOFTTEAMS` in
/// events and `microsoftteams` in SCIM.
public struct PresenceSource: RawRepresentable, Hashable, Sendable, Codable {
    /// The word as it came.
    public let rawValue: String
    /// Makes a source.
    public init(rawValue: String) { self.rawValue = rawValue }
    /// Microsoft Teams.
    public static let microsoftTeams = PresenceSource(rawValue: "MicrosoftTeams")
    /// The same word in any case is the same source.
    public static func == (left: Self, right: Self) -> Bool {
        left.rawValue.lowercased() == right.rawValue.lowercased()
    }
    /// In step with `==`.
    public func hash(into hasher: inout Hasher) { hasher.combine(rawValue.lowercased()) }
}
