import Foundation
import GraphClient
import PatchbayCore
import PatchbayTesting
import Synchronization

/// A client over a stub.
struct Bench: Sendable {
    let stub: StubTransport
    let graph: Graph

    init(
        cloud: Cloud = .global, time: TimeSource = .system, limits: [RateGroup: RateLimit] = GraphLimits.published,
        events: @escaping EventSink = { _ in }, _ answer: @escaping StubTransport.Answer
    ) {
        let stub = StubTransport(answer)
        self.stub = stub
        graph = Graph(
            .fixed(Secret("the-token")), tenant: "contoso.com", clientID: "app", cloud: cloud, transport: stub,
            limits: limits
        ) {
            $0.time = time
            $0.jitter = { 0.5 }
            $0.events = events
        }
    }

    init(_ answers: [HTTPResponse]) {
        self.init { _, count in answers[min(count, answers.count) - 1] }
    }

    init(_ json: String, status: Int = 200) { self.init([.json(json, status: status)]) }

    /// The requests so far, as text.
    var sent: [String] { stub.requests.map(\.text) }
}

extension HTTPRequest {
    /// Method, path and query with its escapes undone for reading, the header fields that matter, and the body.
    var text: String {
        var lines = ["\(method) \(target)"]
        for field in fields
        where !["user-agent", "client-request-id", "authorization", "accept"].contains(field.name.lowercased()) {
            lines.append("\(field.name): \(field.value)")
        }
        if let body { lines.append(String(decoding: body, as: UTF8.self)) }
        return lines.joined(separator: "\n")
    }

    /// Path and query as they are on the wire.
    var target: String {
        let text = url.absoluteString
        guard let scheme = text.range(of: "://"),
            let slash = text[scheme.upperBound...].firstIndex(of: "/")
        else { return "/" }
        return String(text[slash...])
    }

    /// Path and query with the escapes undone.
    var readable: String { target.removingPercentEncoding ?? target }

    var bodyText: String { String(decoding: body ?? Data(), as: UTF8.self) }
}

/// Collects what happened, in order.
final class Log<Element: Sendable>: Sendable {
    private let state = Mutex<[Element]>([])
    var all: [Element] { state.withLock { $0 } }
    func add(_ element: Element) { state.withLock { $0.append(element) } }
}

/// Every way in which an error can be shown.
func shown(_ error: any Error) -> String {
    var dumped = ""
    dump(error, to: &dumped)
    return "\(error) \(String(reflecting: error)) \(error.localizedDescription) \(dumped)"
}
