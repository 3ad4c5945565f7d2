import Foundation
import PatchbayCore

extension HTTPTransportConformance {
    /// When the network fails.
    static let faultRequirements = [
        refusedConnections, unansweredRequests, truncatedAnswers, notHTTP, noLeaks,
    ]

    /// Nothing listens.
    public static let refusedConnections = Requirement("a refused connection is “cannotConnect”, known unsent") {
        wire in
        // Bound and not listening: the port is ours, so nobody else can answer there.
        let silent = try LoopbackSocket.bound()
        defer { silent.close() }
        let call = try wire.call("http://127.0.0.1:\(silent.port)/fast")
        let error = await wire.expectFailure(call, .cannotConnect, because: "the connection is refused")
        wire.findings.expect(
            error?.isRequestKnownUnsent ?? true, "the error does not say that the service saw nothing")
    }

    /// The outcome of a write is unknown here, and the error must say so.
    public static let unansweredRequests = Requirement("a connection closed without an answer is “interrupted”") {
        wire in
        for path in ["/close", "/reset"] {
            for (method, body) in [(HTTPMethod.get, Data?.none), (.post, Data("x".utf8)), (.delete, nil)] {
                let reason = "a \(method) is read and the connection \(path == "/close" ? "closed" : "reset")"
                let call = try wire.call(path, method: method, body: body)
                let error = await wire.expectFailure(call, .interrupted, because: reason)
                wire.findings.expect(
                    !(error?.isRequestKnownUnsent ?? false), "when \(reason), the error says that it was never sent")
                try await wire.expectStillUsable(after: "a connection that was closed without an answer")
            }
        }
    }

    /// Half a page of users must not pass for the whole.
    public static let truncatedAnswers = Requirement("an answer that is cut short is “interrupted”, not shorter") {
        wire in
        for path in ["/truncate", "/truncate/chunked", "/reset-mid"] {
            let call = try wire.call(path)
            let error = await wire.expectFailure(call, .interrupted, because: "\(path) ends the connection")
            wire.findings.expect(
                !(error?.isRequestKnownUnsent ?? false), "after \(path), the error says that it was never sent")
            try await wire.expectStillUsable(after: "an answer that was cut short")
        }
    }

    /// Cut even earlier. Not among ``requirements``: on Linux, `URLSession` ends the whole process when this happens (Swift 6.3,
    /// “Transfer completed, but there's no response”), so run it only over a transport that does not stand on that.
    public static let answersCutInTheHead = Requirement("an answer that is cut in its head is “interrupted”") { wire in
        let call = try wire.call("/truncate/head")
        await wire.expectFailure(call, .interrupted, .badResponse, because: "the connection ends within the head")
        try await wire.expectStillUsable(after: "an answer that was cut in its head")
    }

    /// A proxy or a wrong port.
    public static let notHTTP = Requirement("an answer that is not HTTP is “badResponse”") { wire in
        await wire.expectFailure(
            try wire.call("/garbage"), .badResponse, .interrupted, because: "the answer is not HTTP")
        try await wire.expectStillUsable(after: "an answer that was not HTTP")
    }

    /// What a repeat may do is known to the caller only.
    public static let noRepeats = Requirement("a write whose connection breaks is not sent again") { wire in
        for path in ["/close", "/reset"] {
            for (method, body) in [
                (HTTPMethod.post, Data?.some(Data("x".utf8))), (.post, nil), (.patch, Data("x".utf8)),
                (.put, Data("x".utf8)), (.delete, nil),
            ] {
                // First a request that leaves a connection behind: libraries repeat requests on those.
                _ = try await wire.answer(to: try wire.call("/fast"))
                _ = try await wire.answer(to: try wire.call("/echo", method: method, body: body))
                let call = try wire.call(path, method: method, body: body)
                let outcome = await wire.outcome(of: call)
                if case .response(let response) = outcome { wire.findings.add("\(path) was answered: \(response)") }
                if case .stuck = outcome { wire.findings.add("\(method) \(path) did not end") }
                let count = wire.server.visits(tagged: call.tag).count
                let words = "\(method) with\(body == nil ? "out" : "") a body"
                wire.findings.expect(count == 1, "a \(words) arrived \(count) times")
            }
        }
    }

    /// Addresses hold tokens, names and phone numbers in their queries.
    public static let noLeaks = Requirement("no error shows the address's query, a header field or the body") { wire in
        let silent = try LoopbackSocket.bound()
        defer { silent.close() }
        let paths = ["/close", "/reset", "/truncate", "/reset-mid", "/garbage", "http://127.0.0.1:\(silent.port)/fast"]
        for path in paths {
            let call = try wire.call(
                path + "?code=queryvalue7", method: .post, fields: ["Authorization": "Bearer fieldvalue7"],
                body: Data("bodyvalue7".utf8))
            let outcome = await wire.outcome(of: call)
            guard case .failure(let error) = outcome else {
                wire.findings.add("\(path) should fail; \(outcome.sentence)")
                continue
            }
            wire.findings.expect(
                error is TransportError, "\(path) ended with \(type(of: error)) instead of TransportError")
            let shown = everythingShown(by: error)
            for secret in ["queryvalue7", "fieldvalue7", "bodyvalue7"] {
                wire.findings.expect(!shown.contains(secret), "the error of \(path) shows “\(secret)”")
            }
        }
    }
}
