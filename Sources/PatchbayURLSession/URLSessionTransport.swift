import Foundation
public import PatchbayCore

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// The transport over Foundation's `URLSession`: nothing to add to a project, and the right one on Apple platforms. For a server that
/// sends thousands of requests take `AsyncHTTPClientTransport`, which needs a seventh of the processor time on Linux.
///
/// ```swift
/// let graph = Graph(credential, tenant: tenant, clientID: clientID, transport: .urlSession)
/// ```
///
/// It follows no redirects, keeps no cookies, no cache and no credentials, and gives up a body that grows over the ceiling. Time limits
/// are the pipeline's; the session's own timers are set so long that they never interfere.
///
/// What to know about Linux, where `URLSession` is a different implementation:
///
/// - Repeated header fields come joined by commas, and requests carry an `Accept-Language` of the platform's.
/// - A request that finds its kept connection closed is sent again by the platform, without asking, so a write can be done twice. The
///   installs and removals of Patchbay are recognised by the service when repeated; where a repeat would do harm, take
///   `AsyncHTTPClientTransport`, which does not do that.
/// - `GET` with a body is refused here, as the platform refuses it.
/// - A server that breaks off within its header fields ends the process (Swift 6.3: “Transfer completed, but there's no response”). No code
///   around `URLSession` can prevent that; for what runs unattended take `AsyncHTTPClientTransport`.
public struct URLSessionTransport: HTTPTransport {
    /// Longer than any request takes. The session's timers restart with every byte that arrives, and on Linux they are cut to whole
    /// seconds, so they must never fire before the pipeline's.
    static let idleLimit: TimeInterval = 86_400

    private enum Sender: Sendable {
        case own(reads: OwnSession, writes: OwnSession)
        case injected(any URLSessionProtocol)
    }

    private let sender: Sender
    private let maximumBodyBytes: Int

    /// Makes a transport with a session of its own. Transports with the same connection limit share connections, so making one costs
    /// nothing.
    ///
    /// - Parameters:
    ///   - maximumConnectionsPerHost: how many requests to one host may be under way at once. About rate × latency: 24 is what 30
    ///     requests a second of 0.8 s each need.
    ///   - maximumBodyBytes: the largest answer to accept, inflated; anything larger is a ``TransportError`` of kind `badResponse`.
    public init(maximumConnectionsPerHost: Int = 24, maximumBodyBytes: Int = 64 << 20) {
        let limit = max(1, maximumConnectionsPerHost)
        #if canImport(FoundationNetworking)
            let writes = OwnSession.shared(for: .writes, connectionsPerHost: limit)
        #else
            let writes = OwnSession.shared(for: .reads, connectionsPerHost: limit)
        #endif
        sender = .own(reads: OwnSession.shared(for: .reads, connectionsPerHost: limit), writes: writes)
        self.maximumBodyBytes = maximumBodyBytes
    }

    /// Makes a transport over a session of yours: for a proxy, for pinned certificates, or for a fake in a test.
    ///
    /// How it treats cookies, caches and redirects is then yours to set. On Apple platforms redirects are refused all the same; on Linux only
    /// the session's own delegate can do that, so an answer that comes from another origin than was asked is refused here, after the fact.
    /// Linux also leaves a 401 with a `Basic` challenge without an answer over such a session until the time limit is up; the sessions
    /// that ``init(maximumConnectionsPerHost:maximumBodyBytes:)`` makes have not that fault.
    ///
    /// - Parameters:
    ///   - session: what sends the requests.
    ///   - maximumBodyBytes: the largest answer to accept. The session has taken it into memory by then.
    public init(session: any URLSessionProtocol, maximumBodyBytes: Int = 64 << 20) {
        sender = .injected(session)
        self.maximumBodyBytes = maximumBodyBytes
    }

    /// Sends a request and returns the whole response, whatever its status.
    ///
    /// - Throws: ``TransportError``; `CancellationError` if the task is cancelled. Never a `URLError`: on Linux it carries the full
    ///   address, query and all.
    public func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        try Task.checkCancellation()
        let isRead = request.method == .get || request.method == .head || request.method.rawValue == "OPTIONS"
        guard request.body?.isEmpty ?? true || !(request.method == .get || request.method == .head) else {
            throw TransportError(
                .refusedLocally,
                detail: "URLSession sends no body with \(request.method); use another method or transport")
        }
        do {
            let (body, response) = try await fetch(Self.platformRequest(request), isRead: isRead)
            return try Self.response(from: response, body: body, to: request, ceiling: maximumBodyBytes)
        } catch is BodyTooLarge {
            throw Self.tooLarge(maximumBodyBytes)
        } catch {
            throw URLErrorTranslation.error(for: error, isCancelled: Task.isCancelled)
        }
    }

    private func fetch(_ request: URLRequest, isRead: Bool) async throws -> (Data, URLResponse) {
        switch sender {
        case .injected(let session):
            return try await session.data(for: request, delegate: RedirectRefusal())
        case .own(let reads, _) where isRead:
            return try await reads.data(for: request, ceiling: maximumBodyBytes)
        case .own(_, let writes):
            return try await writes.data(for: request, ceiling: maximumBodyBytes)
        }
    }

    private static func platformRequest(_ request: HTTPRequest) -> URLRequest {
        var platform = URLRequest(url: request.url)
        platform.httpMethod = request.method.rawValue
        platform.timeoutInterval = idleLimit
        platform.cachePolicy = .reloadIgnoringLocalCacheData
        platform.httpShouldHandleCookies = false
        for field in request.fields { platform.addValue(field.value, forHTTPHeaderField: field.name) }
        // An empty body would make some platforms announce one; `nil` and empty are the same on the wire.
        platform.httpBody = request.body.flatMap { $0.isEmpty ? nil : $0 }
        return platform
    }

    private static func response(
        from response: URLResponse, body: Data, to request: HTTPRequest, ceiling: Int
    ) throws -> HTTPResponse {
        guard let response = response as? HTTPURLResponse else {
            throw TransportError(.badResponse, detail: "the answer is not HTTP")
        }
        if let final = response.url, let origin = Origin(final), origin != Origin(request.url) {
            throw TransportError(
                .badResponse, detail: "the session followed a redirect to \(origin), which may have received the token")
        }
        guard body.count <= ceiling else { throw tooLarge(ceiling) }
        var fields = HTTPFields(
            response.allHeaderFields.map { ("\($0.key)", "\($0.value)") }.sorted { $0.0 < $1.0 })
        if fields["Content-Encoding"] != nil, !body.isEmpty {
            // The platform has inflated it, so neither its form nor its length is what these fields say.
            fields["Content-Encoding"] = nil
            fields["Content-Length"] = nil
        }
        return HTTPResponse(status: response.statusCode, fields: fields, body: body)
    }

    private static func tooLarge(_ ceiling: Int) -> TransportError {
        TransportError(.badResponse, detail: "the answer is larger than the limit of \(ceiling) bytes")
    }
}

extension HTTPTransport where Self == URLSessionTransport {
    /// The transport over `URLSession` with its default limits.
    public static var urlSession: URLSessionTransport { URLSessionTransport() }
}

/// Refuses redirects on the platforms that ask a task's own delegate.
private final class RedirectRefusal: NSObject, URLSessionTaskDelegate, Sendable {
    func urlSession(
        _ session: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse,
        newRequest request: URLRequest, completionHandler: @escaping @Sendable (URLRequest?) -> Void
    ) {
        completionHandler(nil)
    }
}
