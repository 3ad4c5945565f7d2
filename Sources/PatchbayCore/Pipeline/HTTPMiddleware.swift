public import Foundation
import Synchronization

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
    /// The token that the latest attempt carried.
    let carried = CarriedToken()

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

/// The token that a request went out with, told by the layer that puts it on to the one that replaces it when it is refused.
final class CarriedToken: Sendable {
    private let value = Mutex<AccessToken?>(nil)

    var token: AccessToken? {
        get { value.withLock { $0 } }
        set { value.withLock { $0 = newValue } }
    }
}
