public import Foundation

/// One request on its way through the layers of a client.
public struct Exchange: Sendable {
    /// The request as it stands.
    public var request: HTTPRequest
    /// What it is for.
    public let operation: APIOperation
    /// The id of the call, the same for all its attempts.
    public let callID: UUID
    /// Counts from 1.
    public var attempt: Int

    /// Makes an exchange.
    public init(request: HTTPRequest, operation: APIOperation, callID: UUID, attempt: Int = 1) {
        self.request = request
        self.operation = operation
        self.callID = callID
        self.attempt = attempt
    }
}

/// A layer around the transport. It may change the request, call `next` once, several times or not at all, and look at the answer.
///
/// Use one to add a header field, to record or to simulate. Pacing, retries and authorization are layers like any other.
public protocol HTTPMiddleware: Sendable {
    /// The rest of the way.
    typealias Next = @Sendable (Exchange) async throws -> HTTPResponse

    /// Handles one exchange.
    func intercept(_ exchange: Exchange, next: @escaping Next) async throws -> HTTPResponse
}
