/// Sends one request and brings back one whole response. The only thing that Patchbay needs from a network.
///
/// Use `URLSessionTransport` where you have nothing else, `AsyncHTTPClientTransport` on a server, the simulated cloud or a
/// stub in a test. Write your own in a few lines to go through a proxy of yours or to record traffic:
///
/// ```swift
/// struct Recording: HTTPTransport {
///     let next: any HTTPTransport
///     func send(_ request: HTTPRequest) async throws -> HTTPResponse {
///         print(request)                       // prints no query and no token
///         return try await next.send(request)
///     }
/// }
/// ```
///
/// `PatchbayTesting` holds a conformance suite that your transport can be run through.
public protocol HTTPTransport: Sendable {
    /// Sends a request and returns the whole response, whatever its status.
    ///
    /// It never follows a redirect (the 3xx is the response), never retries, keeps no cookies and no cache, and stops at once
    /// when the task is cancelled.
    ///
    /// - Throws: ``TransportError``, or `CancellationError`.
    func send(_ request: HTTPRequest) async throws -> HTTPResponse
}
