public import Foundation

/// The way of every call from a typed client to the transport: events, retry, authorization, rate gate, time limit, transport.
///
/// A client is a struct that holds one of these. Everything it needs is an argument, so two tenants in one process share nothing
/// but what you pass to both.
public struct Pipeline: Sendable {
    /// What a pipeline is made of.
    public struct Configuration: Sendable {
        /// Whether, how often and when to send again.
        public var retry: RetryPolicy = .standard
        /// Paces requests; share one among clients that use the same identity.
        public var scheduler: RequestScheduler?
        /// Time.
        public var time: TimeSource = .system
        /// Takes events.
        public var events: EventSink = { _ in }
        /// Numbers from 0 to 1 for jitter.
        public var jitter: @Sendable () -> Double = { Double.random(in: 0...1) }
        /// Makes the ids of calls.
        public var makeID: @Sendable () -> UUID = { UUID() }
        /// How the caller presents itself: `Name/version`.
        public var userAgent = "Patchbay/0.1"
        /// Layers of the caller's own, between events and retry: each sees a call once.
        public var middlewares: [any HTTPMiddleware] = []

        /// The defaults.
        public init() {}
    }

    /// The service's root; every request goes below it.
    public let root: ServiceRoot
    /// How the service's answers are read.
    public let dialect: any ServiceDialect
    /// What it is made of.
    public let configuration: Configuration
    /// The scheduler in use.
    public let scheduler: RequestScheduler
    /// The tenant or account in rate keys.
    public let account: String
    /// The app in rate keys.
    public let app: String

    private let layers: [any HTTPMiddleware]
    private let transport: any HTTPTransport

    /// Makes a pipeline.
    ///
    /// - Parameters:
    ///   - root: the service's address.
    ///   - dialect: how its answers are read.
    ///   - tokens: where tokens come from; `nil` for calls that need none.
    ///   - scopes: what to ask tokens for.
    ///   - account: the tenant or account, for rate keys.
    ///   - app: the app's id, for rate keys.
    ///   - limits: the published limits, used when `configuration` brings no scheduler.
    public init(
        root: ServiceRoot, dialect: any ServiceDialect, transport: any HTTPTransport, tokens: TokenCache?,
        scopes: [String] = [], account: String, app: String, limits: [RateGroup: RateLimit] = [:],
        configuration: Configuration = Configuration()
    ) {
        self.root = root
        self.dialect = dialect
        self.configuration = configuration
        self.account = account
        self.app = app
        self.transport = transport
        let scheduler =
            configuration.scheduler
            ?? RequestScheduler(ledger: RateLedger(limits: [dialect.service: limits]), time: configuration.time)
        self.scheduler = scheduler
        let time = configuration.time
        var layers: [any HTTPMiddleware] = [
            EventMiddleware(
                service: dialect.service, requestIDField: dialect.requestIDField, time: time, sink: configuration.events
            )
        ]
        layers += configuration.middlewares
        layers.append(
            RetryMiddleware(
                dialect: dialect, policy: configuration.retry, time: time, jitter: configuration.jitter,
                sink: configuration.events))
        if let tokens {
            layers.append(AuthorizationMiddleware(root: root, tokens: tokens, scopes: scopes))
        }
        layers.append(
            RateGateMiddleware(
                dialect: dialect, scheduler: scheduler, account: account, app: app, time: time,
                sink: configuration.events))
        if let tokens { layers.append(TokenMiddleware(tokens: tokens, scopes: scopes)) }
        layers.append(DeadlineMiddleware(deadlines: Deadlines(time: time)))
        self.layers = layers
    }

    /// The rate key of one of this service's groups.
    public func rateKey(_ group: RateGroup) -> RateKey {
        RateKey(service: dialect.service, account: account, app: app, group: group)
    }

    /// Sends a request and returns the answer, whatever its status.
    ///
    /// - Throws: ``TransportError``, ``AuthenticationError``, ``ConfigurationError`` or `CancellationError`.
    public func exchange(_ request: HTTPRequest, for operation: APIOperation) async throws -> HTTPResponse {
        guard root.covers(request.url) else {
            throw TransportError(.refusedLocally, detail: "a link leads away from \(root.origin)")
        }
        let callID = configuration.makeID()
        var request = request
        request.fields["User-Agent"] = configuration.userAgent
        if request.fields["Accept"] == nil { request.fields["Accept"] = "application/json" }
        if let field = dialect.callIDField { request.fields[field] = callID.uuidString.lowercased() }
        return try await run(Exchange(request: request, operation: operation, callID: callID), from: 0)
    }

    /// Sends a request and returns the answer if it is a success, or has one of the other statuses that the caller understands.
    ///
    /// - Throws: ``ServiceError`` for every other answer, and what ``exchange(_:for:)`` throws.
    public func send(
        _ request: HTTPRequest, for operation: APIOperation, accepting accepted: Set<Int> = []
    ) async throws -> HTTPResponse {
        let response = try await exchange(request, for: operation)
        if response.isSuccess || accepted.contains(response.status) { return response }
        throw dialect.error(from: response, operation: operation.name, now: configuration.time.date)
    }

    /// Sends a request and decodes the answer.
    ///
    /// - Throws: ``ServiceError`` and what ``exchange(_:for:)`` throws.
    public func fetch<Value: Decodable & Sendable>(
        _ type: Value.Type = Value.self, _ request: HTTPRequest, for operation: APIOperation
    ) async throws -> Value {
        let response = try await send(request, for: operation)
        return try WireCoding.decode(type, from: response, service: dialect.service, operation: operation.name)
    }

    private func run(_ exchange: Exchange, from index: Int) async throws -> HTTPResponse {
        guard index < layers.count else { return try await transport.send(exchange.request) }
        return try await layers[index].intercept(exchange) { try await self.run($0, from: index + 1) }
    }
}
