import Foundation
import PatchbayCore

/// What a check of a transport works with: the transport, and two servers (two origins) to send to.
struct Wire: Sendable {
    let server: LoopbackServer
    let other: LoopbackServer
    let transport: any HTTPTransport
    let bodyCeiling: Int?
    let findings: Findings

    /// A request for one of the server's scripts.
    struct Call: Sendable {
        var request: HTTPRequest
        /// By which the server's record of it is found.
        let tag: String
        /// For sentences.
        var name: String { "\(request.method) \(request.url.withoutQueryText)" }
    }

    /// What sending came to.
    enum Outcome: Sendable {
        case response(HTTPResponse)
        case failure(any Error)
        /// It did not end in time.
        case stuck

        var sentence: String {
            switch self {
            case .response(let response): "it returned \(response)"
            case .failure(let error): "it threw \(error)"
            case .stuck: "it did not end"
            }
        }
    }

    func call(
        _ path: String, method: HTTPMethod = .get, fields: HTTPFields = [:], body: Data? = nil
    ) throws -> Call {
        guard let url = URL(string: path.hasPrefix("http:") ? path : server.url(path)) else {
            throw UnexpectedOutcome(sentence: "“\(path)” is not an address")
        }
        let tag = UUID().uuidString
        var fields = fields
        fields[LoopbackServer.tagField] = tag
        return Call(request: HTTPRequest(method: method, url: url, fields: fields, body: body), tag: tag)
    }

    /// Sends and waits for the end, though not for ever.
    func outcome(of call: Call, within limit: Duration = .seconds(10)) async -> Outcome {
        switch await settled(within: limit, { try await transport.send(call.request) }) {
        case .success(let response): .response(response)
        case .failure(let error): .failure(error)
        case nil: .stuck
        }
    }

    /// Sends, and goes on only with an answer.
    func answer(to call: Call) async throws -> HTTPResponse {
        let outcome = await outcome(of: call)
        guard case .response(let response) = outcome else {
            throw UnexpectedOutcome(sentence: "\(call.name) should be answered; \(outcome.sentence)")
        }
        return response
    }

    /// Sends, and goes on only with an answer and the server's record of the request.
    func exchange(_ call: Call) async throws -> (response: HTTPResponse, visit: LoopbackServer.Visit) {
        let response = try await answer(to: call)
        let visits = server.visits(tagged: call.tag)
        guard let visit = visits.first, visits.count == 1 else {
            throw UnexpectedOutcome(sentence: "\(call.name) arrived \(visits.count) times with its header fields")
        }
        return (response, visit)
    }

    /// Sends what must fail with a `TransportError` of one of these kinds.
    @discardableResult func expectFailure(
        _ call: Call, _ kinds: TransportError.Kind..., because reason: String
    ) async -> TransportError? {
        let outcome = await outcome(of: call)
        guard case .failure(let error as TransportError) = outcome else {
            findings.add("when \(reason), \(outcome.sentence) instead of a TransportError")
            return nil
        }
        let words = kinds.map(\.rawValue).joined(separator: " or ")
        findings.expect(
            kinds.contains(error.kind), "when \(reason), the kind is “\(error.kind.rawValue)” instead of “\(words)”")
        return error
    }

    /// After a fault, the transport must be as good as new.
    func expectStillUsable(after event: String) async throws {
        let outcome = await outcome(of: try call("/fast"))
        guard case .response(let response) = outcome, response.body == Data("fast".utf8) else {
            findings.add("after \(event), the next request was not answered: \(outcome.sentence)")
            return
        }
    }
}

extension URL {
    /// Scheme, host, port and path, for sentences.
    var withoutQueryText: String { absoluteString.split(separator: "?").first.map(String.init) ?? "" }
}
