#if Observability
    import CoreMetrics
    import Foundation
    import GraphClient
    import InMemoryLogging
    import InMemoryTracing
    import Logging
    import MetricsTestKit
    import PatchbayCore
    import PatchbayObservability
    import PatchbayTesting
    import Testing
    import Tracing

    @Suite struct `Observability: what clients do is told to logs, metrics and traces` {
        /// Reads one user against these answers, in virtual time, and returns whether there is one.
        private func readUser(_ answers: [HTTPResponse], telling sink: @escaping EventSink) async throws -> Bool {
            try await VirtualTime.run { time in
                let graph = Graph(
                    .fixed(Secret("a-secret-token")), tenant: "contoso", clientID: "app",
                    transport: StubTransport(answers)
                ) {
                    $0.time = time
                    $0.events = sink
                }
                return try await graph.users.get("ann@contoso.com") != nil
            }
        }

        private static let refusedOnce = [
            HTTPResponse.json(#"{"error":{"code":"TooManyRequests"}}"#, status: 429, fields: ["Retry-After": "7"]),
            HTTPResponse.json(#"{"id":"1"}"#, fields: ["request-id": "r-2"]),
        ]
        private static let missing = [
            HTTPResponse.json(#"{"error":{"code":"Request_ResourceNotFound"}}"#, status: 404)
        ]

        @Test func `a refused and repeated call is told line by line, without a secret or a name`() async throws {
            let handler = InMemoryLogHandler()
            var logger = Logger(label: "test") { _ in handler }
            logger.logLevel = .trace
            #expect(try await readUser(Self.refusedOnce, telling: EventSinks.logs(to: logger)))

            #expect(handler.entries.first?.message == "A token was fetched")
            let lines = handler.entries.dropFirst()
            #expect(
                lines.map { "\($0.level): \($0.message)" } == [
                    "trace: A request is sent", "trace: An answer came", "notice: The service asks for a pause",
                    "info: A request will be sent again", "trace: A request is sent", "trace: An answer came",
                    "debug: A call succeeded",
                ])
            #expect(Set(lines.compactMap { $0.metadata["call"]?.description }).count == 1)
            #expect(lines.last?.metadata["request_id"] == "r-2")
            #expect(lines.map { $0.metadata["wait"] }[2] == "7.0 seconds")
            for line in lines {
                #expect(!"\(line)".contains("a-secret-token") && !"\(line)".contains("ann@contoso.com"))
            }
        }

        @Test func `without a logger the one of the task is used`() async throws {
            let handler = InMemoryLogHandler()
            var logger = Logger(label: "task") { _ in handler }
            logger.logLevel = .info
            try await withLogger(logger) { _ in
                _ = try await readUser(Self.missing, telling: EventSinks.logs())
            }
            #expect(handler.entries.map { "\($0.message)" } == ["A call failed"])
            #expect(handler.entries.first?.metadata["error"] == "404")
        }

        @Test func `calls, requests and waits are counted and timed`() async throws {
            let metrics = TestMetrics()
            let sink = EventSinks.metrics(to: metrics)
            #expect(try await readUser(Self.refusedOnce, telling: sink))
            #expect(try await !readUser(Self.missing, telling: sink))

            let base = [("service", "Microsoft Graph"), ("operation", "users.get")]
            func total(_ label: String, _ extra: (String, String)? = nil) throws -> Int64 {
                try metrics.expectCounter(label, base + (extra.map { [$0] } ?? [])).totalValue
            }
            #expect(try total(EventMetric.calls, ("outcome", "succeeded")) == 1)
            #expect(try total(EventMetric.calls, ("outcome", "failed")) == 1)
            #expect(try total(EventMetric.requests, ("status", "429")) == 1)
            #expect(try total(EventMetric.requests, ("status", "200")) == 1)
            #expect(try total(EventMetric.requests, ("status", "404")) == 1)
            #expect(try total(EventMetric.throttled) == 1)
            #expect(try total(EventMetric.retries) == 1)
            let call = try metrics.expectTimer(EventMetric.callDuration, base + [("outcome", "succeeded")])
            #expect(try #require(call.lastValue) >= 7_000_000_000)
            #expect(try metrics.expectTimer(EventMetric.queueDuration, base).values.count == 3)
        }

        @Test func `a call is one span, with its attempts as events`() async throws {
            let tracer = InMemoryTracer()
            let sink = EventSinks.spans(to: tracer)
            #expect(try await readUser(Self.refusedOnce, telling: sink))
            #expect(try await !readUser(Self.missing, telling: sink))

            #expect(tracer.activeSpans.isEmpty)
            try #require(tracer.finishedSpans.count == 2)
            let (first, second) = (tracer.finishedSpans[0], tracer.finishedSpans[1])
            #expect(first.operationName == "users.get" && first.kind == .client && first.status == nil)
            #expect(first.events.map(\.name) == ["throttled", "retrying", "attempt"])
            #expect(first.attributes.get("http.response.status_code") == .int64(200))
            #expect(first.attributes.get("http.request.resend_count") == .int64(1))
            #expect(first.attributes.get("patchbay.request_id") == .string("r-2"))
            #expect(second.status?.code == .error && second.attributes.get("error.type") == .string("404"))
        }

        @Test func `one sink can stand for several`() {
            let (a, b) = (TestMetrics(), TestMetrics())
            let sink = EventSinks.together(EventSinks.metrics(to: a), EventSinks.metrics(to: b))
            sink(ClientEvent(service: .entra, operation: "token", callID: UUID(), kind: .tokenRefreshed))
            for metrics in [a, b] { #expect(metrics.counterTotal(label: EventMetric.tokens) == 1) }
        }
    }
#endif
