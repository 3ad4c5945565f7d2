import Foundation
public import PatchbayCore

/// The users, by SCIM 2.0.
///
/// Source: Genesys Cloud SCIM API.
public struct SCIMUsers: Sendable {
    let genesys: Genesys

    /// The largest page that is not asking for trouble: larger ones meet internal limits and a 429.
    /// Source: Genesys Cloud SCIM API, `count`.
    public static let safePageSize = 25

    /// Which users a list shows. A list without a filter leaves the inactive ones out, and shows deleted ones never.
    public enum Activity: Hashable, Sendable, CaseIterable {
        /// Active users.
        case active
        /// Inactive users; they still own their numbers and names.
        case inactive
    }

    /// What linking needs: the external ids come only when they are asked for, the costly rest is left out.
    public static let linkAttributes = [
        "userName", "displayName", "active", "phoneNumbers", "emails", PatchOperation.externalIDs,
    ]

    /// Lists users, page by page.
    ///
    /// - Throws: ``PatchbayCore/ConfigurationError`` for a page size that is not possible.
    public func list(
        _ activity: Activity = .active, attributes: [String] = Self.linkAttributes, pageSize: Int = Self.safePageSize
    ) throws(ConfigurationError) -> PagedSequence<SCIMUser> {
        try list(
            filter: activity == .active ? nil : SCIMFilter("active", equals: false), attributes: attributes,
            pageSize: pageSize)
    }

    /// Active and inactive users.
    public func listAll(
        attributes: [String] = Self.linkAttributes, pageSize: Int = Self.safePageSize
    ) async throws -> [SCIMUser] {
        var all: [SCIMUser] = []
        var seen: Set<SCIMUser.ID> = []
        for activity in Activity.allCases {
            for try await user in try list(activity, attributes: attributes, pageSize: pageSize)
            where seen.insert(user.id).inserted {
                all.append(user)
            }
        }
        return all
    }

    /// Lists the users that a filter selects.
    ///
    /// - Throws: ``PatchbayCore/ConfigurationError`` for a page size that is not possible.
    public func list(
        filter: SCIMFilter?, attributes: [String] = Self.linkAttributes, pageSize: Int = Self.safePageSize
    ) throws(ConfigurationError) -> PagedSequence<SCIMUser> {
        guard (1...100).contains(pageSize) else {
            throw ConfigurationError("A page of \(pageSize) users is not possible.", remedy: "Ask for 1 to 100.")
        }
        let genesys = genesys
        let operation = genesys.operation("scim.users.list")
        @Sendable func address(_ start: Int) throws(ConfigurationError) -> URL {
            var query: Query = ["startIndex": String(start), "count": String(pageSize)]
            if let filter { query.append("filter", filter.description) }
            if !attributes.isEmpty { query.append("attributes", attributes.joined(separator: ",")) }
            return try genesys.pipeline.root.url(Self.path, query: query)
        }
        return PagedSequence(first: try address(1), service: .genesys, operation: operation.name) { url in
            let page = try await genesys.pipeline.fetch(Page.self, HTTPRequest(url: url), for: operation)
            let users = page.Resources ?? []
            let start = page.startIndex ?? 1
            // What came is counted where it is less than what is claimed: the next page must not skip anybody.
            let next = start + users.count
            let isLast = users.isEmpty || next > page.totalResults
            return .init(elements: users, next: isLast ? nil : try address(next))
        }
    }

    private struct Page: Decodable, Sendable {
        var totalResults: Int
        var startIndex: Int?
        var Resources: [SCIMUser]?
    }

    /// How many users a filter selects.
    public func count(_ filter: SCIMFilter? = nil) async throws -> Int {
        var query: Query = ["count": "0"]
        if let filter { query.append("filter", filter.description) }
        return try await genesys.pipeline.fetch(
            Page.self, genesys.request(.get, Self.path, query: query), for: genesys.operation("scim.users.list")
        ).totalResults
    }

    /// One user with its version; `nil` if there is none.
    public func get(_ id: SCIMUser.ID, attributes: [String] = Self.linkAttributes) async throws -> SCIMUser? {
        let operation = genesys.operation("scim.users.get")
        let query: Query = attributes.isEmpty ? Query() : ["attributes": attributes.joined(separator: ",")]
        let response = try await genesys.pipeline.send(
            try genesys.request(.get, Self.path(id), query: query), for: operation, accepting: [404])
        return response.status == 404 ? nil : try Self.user(in: response, operation)
    }

    /// The user of this name (the Genesys e-mail), active or inactive; `nil` if there is none.
    public func named(_ userName: String, attributes: [String] = Self.linkAttributes) async throws -> SCIMUser? {
        let name = SCIMFilter("userName", equals: userName)
        if let user = try await list(filter: name, attributes: attributes).collect().first { return user }
        return try await list(filter: name.and("active", equals: false), attributes: attributes).collect().first
    }

    /// Makes a user. The name is the Genesys e-mail; a password is not sent, so Genesys makes up one that nobody knows, and the user
    /// signs in through the organization's identity provider or resets it.
    ///
    /// Never sent again when no answer came: look the name up first (``named(_:attributes:)``), since a repeat would be refused or, for
    /// the name of a deleted user, bring back another account. Permission: `directory:user:add`.
    ///
    /// - Parameter user: its id, addresses and version are not sent; the service gives them.
    /// - Throws: ``PatchbayCore/ServiceError``; of category `conflict` when a user who is not deleted has the name.
    ///
    /// Source: Genesys Cloud SCIM API, `POST /users` (200 or 201; 409 for a name in use; `password` omitted at create).
    public func create(_ user: SCIMUser) async throws -> SCIMUser {
        let operation = genesys.operation("scim.users.create", replay: .harmful)
        var request = try genesys.request(.post, Self.path, json: NewUser(user), type: "application/scim+json")
        request.fields["Accept"] = "application/scim+json, application/json"
        return try Self.user(in: try await genesys.pipeline.send(request, for: operation), operation)
    }

    /// What is sent of a user who does not exist yet; an empty list would be no list.
    private struct NewUser: Encodable {
        let user: SCIMUser

        init(_ user: SCIMUser) { self.user = user }

        private enum CodingKeys: String, CodingKey {
            case schemas, userName, displayName, active, phoneNumbers
            case genesys = "urn:ietf:params:scim:schemas:extension:genesys:purecloud:2.0:User"
        }

        func encode(to encoder: any Encoder) throws {
            var fields = encoder.container(keyedBy: CodingKeys.self)
            var schemas = ["urn:ietf:params:scim:schemas:core:2.0:User"]
            if !user.externalIDs.isEmpty {
                schemas.append(CodingKeys.genesys.rawValue)
                try fields.encode(["externalIds": user.externalIDs], forKey: .genesys)
            }
            try fields.encode(schemas, forKey: .schemas)
            try fields.encode(user.userName, forKey: .userName)
            try fields.encodeIfPresent(user.displayName, forKey: .displayName)
            try fields.encodeIfPresent(user.active, forKey: .active)
            if !user.phoneNumbers.isEmpty { try fields.encode(user.phoneNumbers, forKey: .phoneNumbers) }
        }
    }

    /// Changes a user, if nobody else did since `version`.
    ///
    /// A 200 does not promise that every path was understood: read back what matters.
    ///
    /// - Throws: ``PatchbayCore/ServiceError``; with ``PatchbayCore/ServiceError/isStaleVersion`` when somebody else was faster.
    @discardableResult
    public func patch(_ id: SCIMUser.ID, _ operations: [PatchOperation], ifMatch version: EntityTag?) async throws
        -> SCIMUser?
    {
        struct Body: Encodable {
            let schemas = ["urn:ietf:params:scim:api:messages:2.0:PatchOp"]
            let Operations: [PatchOperation]
        }
        var request = try genesys.request(
            .patch, Self.path(id), json: Body(Operations: operations), type: "application/scim+json")
        request.fields["Accept"] = "application/scim+json, application/json"
        if let version { request.fields["If-Match"] = version.description }
        // With a version a repeat is refused as stale, so it shows.
        let operation = genesys.operation("scim.users.patch", replay: version == nil ? .harmful : .detectable)
        let response = try await genesys.pipeline.send(request, for: operation)
        return response.body.isEmpty ? nil : try Self.user(in: response, operation)
    }

    private static let path = "/api/v2/scim/v2/users"
    private static func path(_ id: SCIMUser.ID) -> String { "\(path)/\(PathSegment(id.rawValue))" }

    private static func user(in response: HTTPResponse, _ operation: APIOperation) throws -> SCIMUser {
        var user = try WireCoding.decode(SCIMUser.self, from: response, service: .genesys, operation: operation.name)
        // The header is the version of what was read, the member that of what is stored; they are documented to be equal.
        if let tag = response.fields["ETag"].flatMap(EntityTag.init) { user.version = tag }
        return user
    }
}

/// A SCIM filter, with every value quoted and escaped.
///
/// Source: Genesys Cloud SCIM API: the keys are id, userName, manager, email, division, externalId, active, employeeNumber; the
/// operator is `eq`.
public struct SCIMFilter: Hashable, Sendable, CustomStringConvertible {
    /// The filter as it is sent.
    public let description: String

    /// An attribute with a text.
    public init(_ attribute: String, equals text: String) { description = "\(attribute) eq \(Self.quoted(text))" }
    /// An attribute with a switch.
    public init(_ attribute: String, equals flag: Bool) { description = "\(attribute) eq \(flag)" }

    private init(_ text: String) { description = text }

    /// The user who has this external id.
    public static func externalID(_ id: ExternalID) -> SCIMFilter {
        SCIMFilter(
            "\(PatchOperation.externalIDs)[authority eq \(quoted(id.authority.rawValue)) and value eq \(quoted(id.value))]"
        )
    }

    /// Both.
    public func and(_ attribute: String, equals flag: Bool) -> SCIMFilter {
        SCIMFilter("\(description) and \(attribute) eq \(flag)")
    }

    private static func quoted(_ text: String) -> String {
        "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }
}
