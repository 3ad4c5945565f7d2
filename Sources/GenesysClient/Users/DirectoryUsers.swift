import Foundation
import PatchbayCore

/// The users, by the platform API: deleted ones, and the full contact list.
///
/// Source: Genesys Cloud Users API.
public struct DirectoryUsers: Sendable {
    let genesys: Genesys

    /// One user; `nil` if there is none. A deleted one is shown when `state` says so.
    public func get(_ id: SCIMUser.ID, state: DirectoryUser.State? = nil) async throws -> DirectoryUser? {
        try await genesys.find(
            DirectoryUser.self,
            genesys.request(.get, path(id), query: state.map { ["state": $0.rawValue] } ?? Query()),
            for: genesys.operation("users.get"))
    }

    /// The user whom another system knows by this id; `nil` if there is none.
    public func get(externalID: ExternalID) async throws -> DirectoryUser? {
        try await genesys.find(
            DirectoryUser.self,
            genesys.request(
                .get,
                "/api/v2/users/externalid/\(PathSegment(externalID.authority.rawValue))/\(PathSegment(externalID.value))"
            ),
            for: genesys.operation("users.byExternalID"))
    }

    /// The users with these ids, with the presence that the Teams integration brings. At most a hundred.
    ///
    /// The presence is best effort: a missing one means unknown, not offline. Source: Genesys Cloud Users API,
    /// `expand=integrationPresence`.
    ///
    /// - Throws: ``PatchbayCore/ConfigurationError`` for more than a hundred ids; ``PatchbayCore/ServiceError``.
    public func withTeamsPresence(_ ids: [SCIMUser.ID]) async throws -> [DirectoryUser] {
        guard ids.count <= 100 else {
            throw ConfigurationError(
                "\(ids.count) users are too many to ask for presence at once.", remedy: "Ask for at most 100.")
        }
        guard !ids.isEmpty else { return [] }
        var query: Query = [
            "pageSize": "100", "expand": "integrationPresence",
            "integrationPresenceSource": PresenceSource.microsoftTeams.rawValue,
        ]
        for id in ids { query.append("id", id.rawValue) }
        return try await genesys.pipeline.fetch(
            EntityPage<DirectoryUser>.self, genesys.request(.get, "/api/v2/users", query: query),
            for: genesys.operation("users.list")
        ).entities ?? []
    }

    /// Brings a deleted user back; the roles are lost and must be granted again. The state is the only thing changed, as the
    /// service demands.
    public func restore(_ id: SCIMUser.ID, version: Int) async throws -> DirectoryUser {
        struct Body: Encodable {
            let state = DirectoryUser.State.active
            let version: Int
        }
        return try await genesys.pipeline.fetch(
            DirectoryUser.self, genesys.request(.patch, path(id), json: Body(version: version)),
            for: genesys.operation("users.patch", replay: .detectable))
    }

    private func path(_ id: SCIMUser.ID) -> String { "/api/v2/users/\(PathSegment(id.rawValue))" }
}

/// A user by the platform API.
public struct DirectoryUser: Hashable, Sendable, Decodable, Identifiable {
    /// The id, the same as SCIM's.
    public var id: SCIMUser.ID
    /// The name.
    public var name: String?
    /// The primary address.
    public var email: String?
    /// The life's state.
    public var state: State?
    /// The version that a change must name.
    public var version: Int?
    /// Telephone numbers and addresses.
    public var addresses: [Contact]?
    /// The presence in Teams as Genesys sees it; `nil` when it was not asked for, or is not known.
    public var integrationPresence: IntegrationPresence?

    /// A presence that an integration brings.
    public struct IntegrationPresence: Hashable, Sendable, Decodable {
        /// Where it comes from.
        public var source: PresenceSource?
        /// What it is taken for.
        public var presenceDefinition: Definition?
        /// What the source says.
        public var message: String?

        /// A presence of the organization.
        public struct Definition: Hashable, Sendable, Decodable {
            /// The id.
            public var id: String?
            /// `Available`, `Busy`, `Away` …; open.
            public var systemPresence: String?
        }
    }

    /// A state of an account's life. Open.
    public struct State: RawRepresentable, Hashable, Sendable, Codable {
        /// The word.
        public let rawValue: String
        /// Makes a state.
        public init(rawValue: String) { self.rawValue = rawValue }
        /// Active.
        public static let active = State(rawValue: "active")
        /// Inactive: keeps roles and numbers.
        public static let inactive = State(rawValue: "inactive")
        /// Deleted: can be restored, without roles.
        public static let deleted = State(rawValue: "deleted")
    }

    /// A way to reach the user.
    public struct Contact: Hashable, Sendable, Decodable {
        /// The address as it is stored.
        public var address: String?
        /// The address as it is shown.
        public var display: String?
        /// `PHONE`, `EMAIL` or `SMS`.
        public var mediaType: String?
        /// `PRIMARY`, `WORK`, `OTHER` and so on.
        public var type: String?
        /// The unified-communications integration whose number it is.
        public var integration: String?
    }
}
