import Foundation
import PatchbayCore

extension HTTPTransportConformance {
    /// Many requests.
    static let connectionRequirements = [keepAlive, idleConnections, concurrency]

    /// A new connection each time costs two more round trips each time.
    public static let keepAlive = Requirement("requests one after the other share a connection") { wire in
        for _ in 1...50 { _ = try await wire.answer(to: try wire.call("/fast")) }
        let count = wire.server.connectionCount
        wire.findings.expect(count <= 5, "50 requests opened \(count) connections")
    }

    /// Every load balancer does this.
    public static let idleConnections = Requirement("a connection that the server closed while idle is replaced") {
        wire in
        for round in 1...5 {
            _ = try await wire.answer(to: try wire.call("/close-after"))
            try await Task.sleep(for: .milliseconds(50))
            let (method, body): (HTTPMethod, Data?) = round % 2 == 0 ? (.post, Data("x".utf8)) : (.get, nil)
            _ = try await wire.exchange(try wire.call("/echo", method: method, body: body))
        }
    }

    /// Answers must not be mixed up, and requests must not queue behind one another.
    public static let concurrency = Requirement("64 requests at once each get their own answer") { wire in
        let clock = ContinuousClock()
        let start = clock.now
        await withTaskGroup(of: Void.self) { group in
            for number in 1...64 {
                group.addTask {
                    do {
                        let response = try await wire.answer(to: try wire.call("/slow?ms=150&say=number-\(number)"))
                        wire.findings.expect(
                            response.body == Data("number-\(number)".utf8),
                            "request \(number) got “\(String(decoding: response.body, as: UTF8.self))”")
                    } catch {
                        wire.findings.add(
                            "request \(number) failed: \((error as? UnexpectedOutcome)?.sentence ?? "\(error)")")
                    }
                }
            }
        }
        let took = clock.now - start
        wire.findings.expect(wire.server.visits.count == 64, "\(wire.server.visits.count) requests arrived")
        wire.findings.expect(wire.server.mostActive >= 6, "only \(wire.server.mostActive) were under way at once")
        // One by one they would take 9.6 s.
        wire.findings.expect(took < .seconds(6), "64 requests of 0.15 s took \(took)")
    }
}
