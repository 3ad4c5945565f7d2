import Foundation
public import PatchbayCore

/// Microsoft Graph for one tenant and one app.
///
/// ```swift
/// let graph = Graph(
///     .clientSecret(tenant: "contoso.com", clientID: appID, secret: secret, transport: transport),
///     tenant: "contoso.com", clientID: appID, transport: transport)
/// for try await user in try graph.users.list(filter: "department eq \(name)") { … }
/// ```
///
/// A value without state of its own: the token cache and the pacing inside are shared by its copies and by nobody else. Two tenants
/// are two values.
public struct Graph: Sendable {
    /// The way of every call: retry, token, pace, transport.
    public let pipeline: Pipeline
    /// The tokens, to invalidate after new permissions were consented to.
    public let tokens: TokenCache
    /// Which cloud.
    public let cloud: Cloud
    /// The directory id or verified domain of the tenant, as given.
    public let tenantID: String
    /// Batches do their own retries, item by item, so they go through a pipeline that does none.
    let batchPipeline: Pipeline
    /// The limits in use, to size batches.
    let limits: [RateGroup: RateLimit]
    let pacing: PacingPolicy

    /// Makes a client with a token cache and a pipeline of its own.
    ///
    /// - Parameters:
    ///   - credential: where tokens come from.
    ///   - tenant: the directory id or a verified domain.
    ///   - clientID: the app's id; limits are counted per app and tenant.
    ///   - cloud: where the tenant lives.
    ///   - transport: what sends.
    ///   - limits: the limits to pace by, unless `configure` brings a scheduler.
    ///   - pacing: how close to the limits to go.
    ///   - configure: changes time, events, retry, scheduler.
    public init(
        _ credential: some CredentialProvider, tenant: String, clientID: String, cloud: Cloud = .global,
        transport: some HTTPTransport, limits: [RateGroup: RateLimit] = GraphLimits.published,
        pacing: PacingPolicy = .fast, configure: (inout Pipeline.Configuration) -> Void = { _ in }
    ) {
        var configuration = Pipeline.Configuration()
        configure(&configuration)
        if configuration.scheduler == nil {
            configuration.scheduler = RequestScheduler(
                ledger: RateLedger(limits: [.graph: limits], policy: pacing), time: configuration.time)
        }
        let (events, makeID) = (configuration.events, configuration.makeID)
        let tokens = TokenCache(credential, time: configuration.time) {
            events(ClientEvent(service: .entra, operation: "token", callID: makeID(), kind: .tokenRefreshed))
        }
        func pipeline(_ configuration: Pipeline.Configuration) -> Pipeline {
            Pipeline(
                root: cloud.graph, dialect: GraphDialect(), transport: transport, tokens: tokens,
                scopes: [cloud.defaultScope], account: tenant, app: clientID, limits: limits,
                configuration: configuration)
        }
        self.pipeline = pipeline(configuration)
        var forBatches = configuration
        forBatches.retry = .never
        batchPipeline = pipeline(forBatches)
        self.tokens = tokens
        self.cloud = cloud
        tenantID = tenant
        self.limits = limits
        self.pacing = pacing
    }

    /// The users of the directory.
    public var users: Users { Users(graph: self) }
    /// The groups of the directory.
    public var groups: Groups { Groups(graph: self) }
    /// The tenant's Teams app catalogue.
    public var catalog: AppCatalog { AppCatalog(graph: self) }
    /// Which Teams apps are installed for whom.
    public var installations: Installations { Installations(graph: self) }
    /// The tenant itself.
    public var tenant: Tenant { Tenant(graph: self) }
    /// The app registrations.
    public var applications: Applications { Applications(graph: self) }
    /// The apps in the tenant, and what was consented to for them.
    public var servicePrincipals: ServicePrincipals { ServicePrincipals(graph: self) }
    /// The provisioning of users into the apps in the tenant.
    public var synchronization: Synchronization { Synchronization(graph: self) }
    /// Who administers the tenant.
    public var directoryRoles: DirectoryRoles { DirectoryRoles(graph: self) }
    /// The telephone numbers of the Teams tenant.
    public var numberAssignments: NumberAssignments { NumberAssignments(graph: self) }
    /// Mail.
    public var mail: Mail { Mail(graph: self) }
}

extension Graph {
    /// The claims of the current token, fetching one if need be; `nil` if the token cannot be read, which is Microsoft's good right.
    ///
    /// For advice only, never a check of anybody's rights. After new permissions were consented to, call `tokens.invalidate()` first:
    /// a cached token keeps its old claims until it ends.
    public func tokenClaims() async throws -> TokenClaims? {
        let token = try await tokens.token(TokenRequest(scopes: [cloud.defaultScope]))
        return token.value.reveal { TokenClaims(token: $0) }
    }

    /// The application permissions in the current token, for advice only.
    ///
    /// - Returns: the `roles` claim; empty when the app has no application permission at all.
    /// - Throws: ``ServiceError`` of category `decoding` when the token cannot be read: then the answer is unknown, not “none”.
    public func tokenRoles() async throws -> Set<String> {
        guard let claims = try await tokenClaims() else {
            throw ServiceError(
                service: .entra, operation: "token", code: "OpaqueToken", message: "The token cannot be read.",
                category: .decoding,
                remedy: Remedy("Look up the app's permissions in the Entra admin center instead."))
        }
        return claims.roles
    }
}

extension Graph {
    /// A request below the v1.0 endpoint.
    func request(
        _ method: HTTPMethod = .get, _ path: String, query: Query = Query(), fields: HTTPFields = [:]
    ) throws(ConfigurationError) -> HTTPRequest {
        HTTPRequest(method: method, url: try pipeline.root.url("/v1.0" + path, query: query), fields: fields)
    }

    /// A request with a JSON body.
    func request(_ method: HTTPMethod, _ path: String, json: some Encodable) throws -> HTTPRequest {
        var request = try request(method, path)
        request.fields["Content-Type"] = "application/json"
        request.body = try WireCoding.encode(json)
        return request
    }

    /// One thing, or `nil` if there is none.
    func find<Value: Decodable & Sendable>(
        _ type: Value.Type, _ request: HTTPRequest, for operation: APIOperation
    ) async throws -> Value? {
        let response = try await pipeline.send(request, for: operation, accepting: [404])
        if response.status == 404 { return nil }
        return try WireCoding.decode(type, from: response, service: .graph, operation: operation.name)
    }
}
