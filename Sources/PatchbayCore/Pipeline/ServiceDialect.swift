public import Foundation

/// What differs between services when their answers are read: error shapes, limit signals, request ids.
public protocol ServiceDialect: Sendable {
    /// The service.
    var service: ServiceName { get }
    /// The header field in which the service returns its request id.
    var requestIDField: String { get }
    /// The header field in which the service takes an id of ours, to find the call again; `nil` if it takes none.
    var callIDField: String? { get }
    /// Turns an unsuccessful answer into an error with category and remedy.
    func error(from response: HTTPResponse, operation: String, now: Date) -> ServiceError
    /// Reads what an answer says about limits.
    func signals(in response: HTTPResponse, now: Date) -> [RateSignal]
    /// Whether a refusal is for good although its status says “not now”: waiting does not cure it, so it is not sent again.
    func isPermanent(_ response: HTTPResponse) -> Bool
}

extension ServiceDialect {
    /// Every status means what it says.
    public func isPermanent(_ response: HTTPResponse) -> Bool { false }
}
