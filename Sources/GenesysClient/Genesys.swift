import Foundation
public import PatchbayCore

/// A connection to one Genesys Cloud organization as one OAuth client.
///
/// ```swift
/// let region = try GenesysRegion("eu-central-1")
/// let genesys = Genesys(
///     .clientCredentials(clientID: id, secret: secret, region: region, transport: transport),
///     clientID: id, region: region, transport: transport)
/// for try await user in try genesys.scim.list() { print(user.userName) }
/// ```
///
/// Give every job an OAuth client of its own: the limits are counted per client, and SCIM's `externalId` is stored per client.
public struct Genesys: Sendable {
    /// The way of every call.
    public let pipeline: Pipeline
    /// The tokens in use.
    public let tokens: TokenCache
    /// Where the organization lives.
    public let region: GenesysRegion
    /// How urgent the calls made through this value are; see ``inLane(_:)``.
    public private(set) var lane: RequestScheduler.Lane = .interactive

    /// Connects.
    ///
    /// - Parameters:
    ///   - credential: where tokens come from.
    ///   - clientID: the OAuth client's id; limits are counted per client.
    ///   - limits: the limits to pace by, unless `configure` brings a scheduler.
    ///   - configure: changes time, events, retry, scheduler.
    public init(
        _ credential: some CredentialProvider, clientID: String, region: GenesysRegion, transport: some HTTPTransport,
        limits: [RateGroup: RateLimit] = GenesysLimits.published, pacing: PacingPolicy = .fast,
        configure: (inout Pipeline.Configuration) -> Void = { _ in }
    ) {
        var configuration = Pipeline.Configuration()
        configure(&configuration)
        if configuration.scheduler == nil {
            configuration.scheduler = RequestScheduler(
                ledger: RateLedger(limits: [.genesys: limits], policy: pacing), time: configuration.time)
        }
        let (events, makeID) = (configuration.events, configuration.makeID)
        let tokens = TokenCache(credential, time: configuration.time) {
            events(ClientEvent(service: .genesys, operation: "token", callID: makeID(), kind: .tokenRefreshed))
        }
        self.tokens = tokens
        self.region = region
        pipeline = Pipeline(
            root: region.api, dialect: GenesysDialect(), transport: transport, tokens: tokens,
            account: region.api.origin.description, app: clientID, limits: limits, configuration: configuration)
    }

    /// The same connection with other urgency.
    public func inLane(_ lane: RequestScheduler.Lane) -> Genesys {
        var copy = self
        copy.lane = lane
        return copy
    }

    /// The users, by SCIM.
    public var scim: SCIMUsers { SCIMUsers(genesys: self) }
    /// The users, by the platform API: for what SCIM cannot do.
    public var users: DirectoryUsers { DirectoryUsers(genesys: self) }
    /// Ids that other systems know users by.
    public var externalIDs: ExternalIDs { ExternalIDs(genesys: self) }
    /// Telephone lines to the outside.
    public var trunks: Trunks { Trunks(genesys: self) }
    /// Numbers of the organization's own.
    public var dids: DIDs { DIDs(genesys: self) }
    /// Installed integrations and the kinds that can be installed.
    public var integrations: Integrations { Integrations(genesys: self) }
    /// Roles, products and grants.
    public var authorization: Authorization { Authorization(genesys: self) }

    /// The organization behind the token; needs no permission, so it is the cheapest proof that a connection works.
    public func organization() async throws -> Organization {
        try await pipeline.fetch(
            Organization.self, request(.get, "/api/v2/organizations/me"), for: operation("organization.get"))
    }
}

/// An organization. Source: Genesys Cloud Organization API, `GET /organizations/me`.
public struct Organization: Hashable, Sendable, Codable, Identifiable {
    /// Its id.
    public var id: String
    /// Its name.
    public var name: String?
    /// Its domain, the short name.
    public var domain: String?
}

extension Genesys {
    func request(
        _ method: HTTPMethod, _ path: String, query: Query = Query(), fields: HTTPFields = [:]
    ) throws(ConfigurationError) -> HTTPRequest {
        HTTPRequest(method: method, url: try pipeline.root.url(path, query: query), fields: fields)
    }

    func request(_ method: HTTPMethod, _ path: String, json: some Encodable, type: String = "application/json") throws
        -> HTTPRequest
    {
        var request = try request(method, path)
        request.fields["Content-Type"] = type
        request.body = try WireCoding.encode(json)
        return request
    }

    func operation(_ name: String, replay: APIOperation.Replay = .harmless) -> APIOperation {
        APIOperation(name, charges: [RateCharge(.genesysClient)], replay: replay, lane: lane)
    }

    /// One thing, or `nil` if there is none.
    func find<Value: Decodable & Sendable>(
        _ type: Value.Type, _ request: HTTPRequest, for operation: APIOperation
    ) async throws -> Value? {
        let response = try await pipeline.send(request, for: operation, accepting: [404])
        if response.status == 404 { return nil }
        return try WireCoding.decode(type, from: response, service: .genesys, operation: operation.name)
    }
}
