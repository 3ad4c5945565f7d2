import Foundation
import PatchbayCore
import PatchbayTesting
import PatchbayURLSession
import Synchronization
import Testing

/// A transport with one fault, made of a sound one.
struct BrokenTransport: HTTPTransport {
    typealias Send = @Sendable (HTTPRequest) async throws -> HTTPResponse

    let alter: @Sendable (HTTPRequest, Send) async throws -> HTTPResponse
    private let sound = URLSessionTransport(maximumBodyBytes: 1 << 20)

    init(_ alter: @escaping @Sendable (HTTPRequest, Send) async throws -> HTTPResponse) { self.alter = alter }

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        try await alter(request) { try await sound.send($0) }
    }
}

/// A fault, and the requirement that must find it.
struct Fault: Sendable, CustomTestStringConvertible {
    let name: String
    let requirement: HTTPTransportConformance.Requirement
    /// Words of the failure, so that it is found for the right reason.
    let finding: String
    let makeTransport: @Sendable () -> any HTTPTransport

    init(
        _ name: String, _ requirement: HTTPTransportConformance.Requirement, finding: String,
        makeTransport: @escaping @Sendable () -> any HTTPTransport
    ) {
        self.name = name
        self.requirement = requirement
        self.finding = finding
        self.makeTransport = makeTransport
    }

    var testDescription: String { name }
}

extension Fault {
    static let all: [Fault] = exchange + redirects + cancellation + network + bodies

    private static let exchange = [
        Fault("sends every method as POST", HTTPTransportConformance.methods, finding: "arrived as POST") {
            BrokenTransport { request, send in
                var request = request
                request.method = .post
                return try await send(request)
            }
        },
        Fault("loses the body of a DELETE", HTTPTransportConformance.requestBodies, finding: "with DELETE, 0 arrived") {
            BrokenTransport { request, send in
                var request = request
                if request.method == .delete { request.body = nil }
                return try await send(request)
            }
        },
        Fault("sends a cookie of its own", HTTPTransportConformance.requestFields, finding: "Cookie was sent") {
            BrokenTransport { request, send in
                var request = request
                request.fields["Cookie"] = "session=1"
                return try await send(request)
            }
        },
        Fault("turns a plus into a space", HTTPTransportConformance.addresses, finding: "raw=a+b arrived as") {
            BrokenTransport { request, send in
                var request = request
                request.url = URL(string: request.url.absoluteString.replacing("+", with: "%20")) ?? request.url
                return try await send(request)
            }
        },
        Fault(
            "keeps one of two header fields", HTTPTransportConformance.responseFields,
            finding: "repeated field came as [\"two\"]"
        ) {
            BrokenTransport { request, send in
                var response = try await send(request)
                if response.fields["X-Twice"] != nil { response.fields["X-Twice"] = "two" }
                return response
            }
        },
        Fault("throws on 404", HTTPTransportConformance.statuses, finding: "should be answered; it threw") {
            BrokenTransport { request, send in
                let response = try await send(request)
                guard response.status != 404 else { throw TransportError(.badResponse, detail: "404") }
                return response
            }
        },
        Fault("answers a challenge by itself", HTTPTransportConformance.challenges, finding: "was sent 2 times") {
            BrokenTransport { request, send in
                let response = try await send(request)
                return response.status == 401 ? try await send(request) : response
            }
        },
        Fault("caches", HTTPTransportConformance.nothingKept, finding: "of two requests for the same page, 1 arrived") {
            let pages = Mutex<[URL: HTTPResponse]>([:])
            return BrokenTransport { request, send in
                if let page = pages.withLock({ $0[request.url] }) { return page }
                let response = try await send(request)
                pages.withLock { $0[request.url] = response }
                return response
            }
        },
    ]

    private static let redirects = [
        Fault("follows redirects", HTTPTransportConformance.redirects, finding: "followed") { FollowingTransport() },
        Fault("carries the token along", HTTPTransportConformance.redirectsElsewhere, finding: "the token was handed") {
            FollowingTransport()
        },
    ]

    private static let cancellation = [
        Fault("cannot be cancelled", HTTPTransportConformance.cancelBeforeAnswer, finding: "not CancellationError") {
            BrokenTransport(uncancellable)
        },
        Fault("sends all the same", HTTPTransportConformance.cancelBeforeHead, finding: "sent nevertheless") {
            BrokenTransport(uncancellable)
        },
        Fault("cannot be ended by a time limit", HTTPTransportConformance.deadlines, finding: "took effect after") {
            BrokenTransport(uncancellable)
        },
        Fault(
            "takes a cancellation for a fault of the network", HTTPTransportConformance.cancelDuringAnswerBody,
            finding: "not CancellationError"
        ) {
            BrokenTransport { request, send in
                do {
                    return try await send(request)
                } catch is CancellationError {
                    throw TransportError(.interrupted, detail: "cancelled")
                }
            }
        },
        Fault(
            "leaves the connection open when cancelled", HTTPTransportConformance.cancelBeforeAnswerBody,
            finding: "kept the connection busy"
        ) {
            BrokenTransport { request, send in
                let (answers, answer) = AsyncThrowingStream<HTTPResponse, any Error>.makeStream()
                let sound = URLSessionTransport()
                Task.detached {
                    do {
                        answer.yield(try await sound.send(request))
                        answer.finish()
                    } catch {
                        answer.finish(throwing: error)
                    }
                }
                // Waiting ends with the task; what it waited for goes on.
                for try await response in answers { return response }
                throw CancellationError()
            }
        },
    ]

    private static let network = [
        Fault(
            "says “never sent” of what was sent", HTTPTransportConformance.unansweredRequests, finding: "never sent"
        ) {
            BrokenTransport { request, send in
                do {
                    return try await send(request)
                } catch let error as TransportError {
                    throw TransportError(error.kind, detail: error.detail, isRequestKnownUnsent: true)
                }
            }
        },
        Fault("takes half an answer for a whole", HTTPTransportConformance.truncatedAnswers, finding: "it returned 200")
        {
            BrokenTransport { request, send in
                do { return try await send(request) } catch is TransportError { return HTTPResponse(status: 200) }
            }
        },
        Fault("shows the address in its errors", HTTPTransportConformance.noLeaks, finding: "shows “queryvalue7”") {
            BrokenTransport { request, send in
                do { return try await send(request) } catch { throw Revealing(url: request.url) }
            }
        },
        Fault(
            "opens a connection for each request", HTTPTransportConformance.keepAlive, finding: "50 requests opened 50"
        ) {
            BrokenTransport { request, send in
                var request = request
                request.fields["Connection"] = "close"
                return try await send(request)
            }
        },
        Fault("mixes up answers", HTTPTransportConformance.concurrency, finding: "got “number-") {
            let last = Mutex(HTTPResponse(status: 200))
            return BrokenTransport { request, send in
                let response = try await send(request)
                return last.withLock { last in
                    defer { last = response }
                    return last
                }
            }
        },
        Fault("sends one request at a time", HTTPTransportConformance.concurrency, finding: "only 1 were under way") {
            let queue = OneAtATime()
            return BrokenTransport { request, send in
                await queue.enter()
                defer { Task { await queue.leave() } }
                return try await send(request)
            }
        },
    ]

    private static let bodies = [
        Fault(
            "says that an inflated body is packed", HTTPTransportConformance.compressedAnswers,
            finding: "still called gzip"
        ) {
            BrokenTransport { request, send in
                var response = try await send(request)
                response.fields["Content-Encoding"] = "gzip"
                return response
            }
        },
        Fault(
            "has no ceiling", HTTPTransportConformance.ceilings, finding: "the body is one byte over, it returned 200"
        ) {
            URLSessionTransport(maximumBodyBytes: 16 << 20)
        },
    ]

    @Sendable private static func uncancellable(
        _ request: HTTPRequest, _ send: BrokenTransport.Send
    ) async throws -> HTTPResponse {
        let sound = URLSessionTransport(maximumBodyBytes: 1 << 20)
        return try await Task.detached { try await sound.send(request) }.value
    }
}

/// Follows a redirect anywhere, with everything the request carried.
private struct FollowingTransport: HTTPTransport {
    private let sound = URLSessionTransport()

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        let response = try await sound.send(request)
        guard (300..<400).contains(response.status), let link = response.fields["Location"], let url = URL(string: link)
        else { return response }
        var next = request
        next.url = url
        return try await sound.send(next)
    }
}

private struct Revealing: Error {
    let url: URL
}

private actor OneAtATime {
    private var isBusy = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    func enter() async {
        guard isBusy else {
            isBusy = true
            return
        }
        await withCheckedContinuation { waiting.append($0) }
    }

    func leave() {
        if waiting.isEmpty { isBusy = false } else { waiting.removeFirst().resume() }
    }
}
