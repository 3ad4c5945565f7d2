public import Foundation

/// Something that a client did, for logs, metrics and tests. No event holds a token, a query, a body or a person's name.
public struct ClientEvent: Sendable, Hashable {
    /// What happened.
    public enum Kind: Sendable, Hashable {
        /// A request is about to be sent; `waited` for its turn.
        case sending(attempt: Int, waited: Duration)
        /// An answer came.
        case answered(status: Int, after: Duration)
        /// No answer came.
        case unanswered(TransportError.Kind)
        /// It will be sent again, after this wait at least.
        case retrying(attempt: Int, after: Duration)
        /// The service asked for a pause, which holds for every request of the same limit.
        case throttled(retryAfter: Duration?)
        /// A token was fetched.
        case tokenRefreshed
        /// The call as a whole ended well.
        case succeeded(after: Duration)
        /// The call as a whole ended in an error of this category or kind.
        case failed(String, after: Duration)
    }

    /// Which service.
    public let service: ServiceName
    /// Which operation, such as `teams.app.install`.
    public let operation: String
    /// The id that we gave the call (`client-request-id`), the same for all its attempts.
    public let callID: UUID
    /// The id that the service gave the answer, if there was one.
    public let requestID: String?
    /// What happened.
    public let kind: Kind

    /// Makes an event.
    public init(service: ServiceName, operation: String, callID: UUID, requestID: String? = nil, kind: Kind) {
        self.service = service
        self.operation = operation
        self.callID = callID
        self.requestID = requestID
        self.kind = kind
    }
}

/// Takes events. It is called on the task that does the work, so it should be quick.
public typealias EventSink = @Sendable (ClientEvent) -> Void
