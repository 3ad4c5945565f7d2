import Foundation
import PatchbayCore

extension HTTPTransportConformance {
    /// Cancelled at every point of an exchange.
    static let cancellationRequirements = [
        cancelBeforeHead, cancelBeforeRequestBody, cancelDuringRequestBody, cancelBeforeAnswer, cancelDuringAnswerHead,
        cancelBeforeAnswerBody, cancelDuringAnswerBody, cancelAfterAnswer, deadlines,
    ]

    /// Cancelled before anything was sent.
    public static let cancelBeforeHead = Requirement("a task that is cancelled already sends nothing") { wire in
        let call = try wire.call("/fast")
        let outcome = await settled(within: .seconds(10)) {
            unsafe withUnsafeCurrentTask { unsafe $0?.cancel() }
            return try await wire.transport.send(call.request)
        }
        expectCancellation(outcome, at: "before the head", wire)
        wire.findings.expect(wire.server.visits(tagged: call.tag).isEmpty, "the request was sent nevertheless")
        try await wire.expectStillUsable(after: "a cancellation before the head")
    }

    /// Cancelled while the server has the head and takes no body.
    public static let cancelBeforeRequestBody = Requirement("cancelling before the request's body stops it") { wire in
        try await cancel("/hang/upload", method: .post, body: largeBody, at: .head, "before the request's body", wire)
    }

    /// Cancelled while the body is being sent.
    public static let cancelDuringRequestBody = Requirement("cancelling amid the request's body stops it") { wire in
        try await cancel(
            "/hang/upload?after=100000", method: .post, body: largeBody, at: .partOfBody, "amid the request's body",
            wire)
    }

    /// Cancelled while the server thinks.
    public static let cancelBeforeAnswer = Requirement("cancelling before the answer stops it") { wire in
        try await cancel("/hang", at: .request, "before the answer", wire)
        try await cancel(
            "/hang", method: .post, body: Data("x".utf8), at: .request, "before the answer to a POST", wire)
    }

    /// Cancelled with half a head.
    public static let cancelDuringAnswerHead = Requirement("cancelling amid the answer's head stops it") { wire in
        try await cancel("/hang/head", at: .answerHead, "amid the answer's head", wire)
    }

    /// Cancelled with a head and no body.
    public static let cancelBeforeAnswerBody = Requirement("cancelling before the answer's body stops it") { wire in
        try await cancel("/drip?n=10&ms=2000", at: .answerHead, "before the answer's body", wire)
    }

    /// Cancelled with half a body.
    public static let cancelDuringAnswerBody = Requirement("cancelling amid the answer's body stops it") { wire in
        try await cancel("/hang/body", at: .partOfAnswer, "amid the answer's body", wire)
        try await cancel("/drip?n=100&ms=100", at: .partOfAnswer, "amid a dripping body", wire)
    }

    /// Cancelled too late to matter.
    public static let cancelAfterAnswer = Requirement("cancelling after the answer does no harm") { wire in
        let call = try wire.call("/fast")
        let outcome = await settled(within: .seconds(10)) {
            let response = try await wire.transport.send(call.request)
            unsafe withUnsafeCurrentTask { unsafe $0?.cancel() }
            await Task.yield()
            return response
        }
        guard case .success(let response) = outcome, response.body == Data("fast".utf8) else {
            throw UnexpectedOutcome(sentence: "the answer did not survive")
        }
        try await wire.expectStillUsable(after: "a cancellation after the answer")
    }

    /// Time limits are the pipeline's, and work by cancelling.
    public static let deadlines = Requirement("a time limit ends an answer that drips in slowly") { wire in
        let call = try wire.call("/drip?n=100&ms=60")
        let clock = ContinuousClock()
        let start = clock.now
        let outcome = await settled(within: .seconds(10)) {
            try await withDeadline(.milliseconds(400), time: .system) { try await wire.transport.send(call.request) }
        }
        let took = clock.now - start
        guard case .failure(let error as TransportError) = outcome, error.kind == .timedOut else {
            throw UnexpectedOutcome(sentence: "the limit of 0.4 s did not end it as “timedOut”")
        }
        wire.findings.expect(took < .seconds(3), "a limit of 0.4 s took effect after \(took)")
        try await wire.expectStillUsable(after: "a time limit")
    }

    /// More than the buffers of both ends of a connection hold, so that it cannot have been sent.
    private static let largeBody = Data(repeating: 1, count: 32 << 20)

    private static func cancel(
        _ path: String, method: HTTPMethod = .get, body: Data? = nil, at stage: LoopbackServer.Stage, _ point: String,
        _ wire: Wire
    ) async throws {
        let call = try wire.call(path, method: method, body: body)
        let sending = Task { try await wire.transport.send(call.request) }
        guard await wire.server.wait(for: call.tag, to: stage) else {
            sending.cancel()
            throw UnexpectedOutcome(sentence: "the request never came to the point “\(point)”")
        }
        // A moment for the bytes that are on their way, so that the client is at that point as well.
        try await Task.sleep(for: .milliseconds(30))
        let clock = ContinuousClock()
        let start = clock.now
        sending.cancel()
        let outcome = await settled(within: .seconds(10)) { try await sending.value }
        let took = clock.now - start
        expectCancellation(outcome, at: point, wire)
        wire.findings.expect(took < .seconds(1), "cancelled \(point), it took \(took) to stop")
        wire.server.release(call.tag)
        wire.findings.expect(
            await wire.server.wait(for: call.tag, to: .hungUp, within: .seconds(2)),
            "cancelled \(point), it kept the connection busy")
        try await wire.expectStillUsable(after: "a cancellation \(point)")
    }

    private static func expectCancellation(
        _ outcome: Result<HTTPResponse, any Error>?, at point: String, _ wire: Wire
    ) {
        switch outcome {
        case .failure(is CancellationError): break
        case .failure(let error): wire.findings.add("cancelled \(point), it threw \(error), not CancellationError")
        case .success(let response): wire.findings.add("cancelled \(point), it returned \(response)")
        case nil: wire.findings.add("cancelled \(point), it did not stop")
        }
    }
}
