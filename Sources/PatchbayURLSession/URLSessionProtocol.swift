public import Foundation

#if canImport(FoundationNetworking)
    public import FoundationNetworking
#endif

/// The one method of `URLSession` that a transport needs, so that something else can stand in for it: a session of your own with a
/// proxy or pinned certificates, or a fake in a test.
public protocol URLSessionProtocol: Sendable {
    /// Sends a request and returns the whole answer.
    ///
    /// - Parameters:
    ///   - request: the request.
    ///   - delegate: asked about redirects and challenges of this request where the platform supports that. Linux does not.
    /// - Throws: `URLError`, or `CancellationError`.
    func data(for request: URLRequest, delegate: (any URLSessionTaskDelegate)?) async throws -> (Data, URLResponse)
}

extension URLSession: URLSessionProtocol {}
