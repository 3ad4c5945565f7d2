import Foundation
public import PatchbayCore
import Synchronization

/// A transport with canned answers: for tests of one client call. For behaviour, use the simulated cloud.
///
/// ```swift
/// let stub = StubTransport { request, count in
///     count == 1 ? HTTPResponse(status: 503) : HTTPResponse(status: 204)
/// }
/// ```
public final class StubTransport: HTTPTransport, Sendable {
    /// Makes an answer from a request and how many there have been, counting from 1.
    public typealias Answer = @Sendable (HTTPRequest, Int) async throws -> HTTPResponse

    private let answer: Answer
    private let seen = Mutex<[HTTPRequest]>([])

    /// Answers by a closure.
    public init(_ answer: @escaping Answer) { self.answer = answer }

    /// Answers in order; the last one repeats.
    public convenience init(_ answers: [HTTPResponse]) {
        precondition(!answers.isEmpty, "a stub needs an answer")
        self.init { _, count in answers[min(count, answers.count) - 1] }
    }

    /// Every request so far, in order.
    public var requests: [HTTPRequest] { seen.withLock { $0 } }

    /// Records the request and answers.
    public func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        try Task.checkCancellation()
        let count = seen.withLock { seen in
            seen.append(request)
            return seen.count
        }
        let response = try await answer(request, count)
        ExchangeRecorder.fromEnvironment?.record(request, response, by: .stub)
        return response
    }
}

extension HTTPResponse {
    /// A JSON answer, for stubs.
    public static func json(_ text: String, status: Int = 200, fields: HTTPFields = [:]) -> HTTPResponse {
        var fields = fields
        fields["Content-Type"] = "application/json"
        return HTTPResponse(status: status, fields: fields, body: Data(text.utf8))
    }
}
