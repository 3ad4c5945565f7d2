import Foundation
import PatchbayCore
import PatchbayTesting

/// The simplest service: statuses mean what they say, and a body of `for ever` is a refusal that waiting does not cure.
struct PlainDialect: ServiceDialect {
    let service = ServiceName(rawValue: "Plain")
    let requestIDField = "X-Request"
    let callIDField: String? = "X-Call"

    func error(from response: HTTPResponse, operation: String, now: Date) -> ServiceError {
        ServiceError(service: service, operation: operation, status: response.status)
    }

    func signals(in response: HTTPResponse, now: Date) -> [RateSignal] {
        response.status == 429 && !isPermanent(response)
            ? [.throttled(retryAfter: RetryAfter.of(response, now: now))] : []
    }

    func isPermanent(_ response: HTTPResponse) -> Bool { response.body == Data("for ever".utf8) }
}

/// A pipeline over a stub in virtual time.
struct PipelineBench: Sendable {
    static let group = RateGroup(rawValue: "plain")
    static let paced = [RateCharge(group)]

    let stub: StubTransport
    let pipeline: Pipeline
    let root: ServiceRoot

    init(
        time: TimeSource, retry: RetryPolicy = .standard, tokens: TokenCache? = nil,
        limit: RateLimit = RateLimit([.init(10, per: .seconds(1))], source: "test"),
        events: @escaping EventSink = { _ in }, middlewares: [any HTTPMiddleware] = [],
        _ answer: @escaping StubTransport.Answer
    ) throws {
        stub = StubTransport(answer)
        root = try ServiceRoot("https://plain.example")
        var configuration = Pipeline.Configuration()
        configuration.retry = retry
        configuration.time = time
        configuration.jitter = { 1 }
        configuration.events = events
        configuration.middlewares = middlewares
        pipeline = Pipeline(
            root: root, dialect: PlainDialect(), transport: stub, tokens: tokens, account: "a", app: "b",
            limits: [Self.group: limit], configuration: configuration)
    }

    func call(
        _ name: String = "plain.read", charges: [RateCharge] = PipelineBench.paced,
        replay: APIOperation.Replay = .harmless, attemptLimit: Duration = .seconds(100)
    ) async throws -> HTTPResponse {
        try await pipeline.send(
            HTTPRequest(method: .get, url: try root.url("/things")),
            for: APIOperation(name, charges: charges, replay: replay, attemptLimit: attemptLimit))
    }
}
